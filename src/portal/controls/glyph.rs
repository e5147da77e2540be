//! The glyphs, drawn for this product on a grid of 16 by 16.

/// The layers of a glyph, each an SVG path.
#[derive(Clone, Copy, Debug, Default)]
pub struct Art {
    /// A pale area behind the lines.
    pub wash: Option<&'static str>,
    /// A full area.
    pub solid: Option<&'static str>,
    /// Lines in the glyph's colour.
    pub line: Option<&'static str>,
    /// Lines in the colour of the background, on top of a full area.
    pub mark: Option<&'static str>,
}

impl Art {
    const fn line(line: &'static str) -> Self {
        Self { wash: None, solid: None, line: Some(line), mark: None }
    }

    const fn solid(solid: &'static str) -> Self {
        Self { wash: None, solid: Some(solid), line: None, mark: None }
    }

    const fn washed(wash: &'static str, line: &'static str) -> Self {
        Self { wash: Some(wash), solid: None, line: Some(line), mark: None }
    }

    const fn marked(solid: &'static str, mark: &'static str) -> Self {
        Self { wash: None, solid: Some(solid), line: None, mark: Some(mark) }
    }
}

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    ActivityLog,
    Alert,
    Bell,
    Calendar,
    Chart,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    Clock,
    Close,
    Cloud,
    Code,
    Columns,
    Container,
    Copy,
    Delete,
    Disk,
    Download,
    Edit,
    Error,
    External,
    File,
    Filter,
    Flag,
    Folder,
    Forbidden,
    Gear,
    Globe,
    Help,
    HideMenu,
    Home,
    Iam,
    Identity,
    InProgress,
    Information,
    Instance,
    Job,
    Key,
    Link,
    Lock,
    Menu,
    More,
    Move,
    NextEvent,
    Overview,
    Pause,
    Pin,
    Play,
    Plus,
    Policy,
    Properties,
    Refresh,
    ResourceGroup,
    Restore,
    Rewind,
    Save,
    Search,
    Shell,
    Shield,
    Snapshot,
    SortAscending,
    SortDescending,
    SortNone,
    Star,
    StarFilled,
    Step,
    Stopped,
    Storage,
    Subscription,
    Success,
    Tag,
    Undo,
    Upload,
    User,
    Vault,
    Warning,
    Wrench,
}

const DISC: &str = "M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2Z";
const RING: &str = "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z";
const STAR: &str = "m8 1.9 1.9 3.9 4.2.6-3 3 .7 4.2L8 11.6l-3.8 2 .7-4.2-3-3 4.2-.6Z";
const PAGE: &str = "M3.5 1.8h6l3 3v9.4h-9Z";

impl Glyph {
    /// The paths to draw.
    pub fn art(self) -> Art {
        self.resource_art().or_else(|| self.status_art()).unwrap_or_else(|| self.command_art())
    }

    /// The class that gives the glyph its own hue.
    pub fn hue_class(self) -> &'static str {
        use Glyph::*;
        match self {
            Storage | Container | Instance | Snapshot => "pt-hue-teal",
            Folder | Key | Subscription | StarFilled | Star => "pt-hue-amber",
            Policy | Shield | Lock | Identity => "pt-hue-violet",
            ResourceGroup | File | Properties | ActivityLog | Wrench => "pt-hue-slate",
            Success => "pt-hue-success",
            Error | Forbidden => "pt-hue-error",
            Warning | Alert => "pt-hue-warning",
            Information | InProgress => "pt-hue-info",
            Stopped => "pt-hue-muted",
            _ => "pt-hue-blue",
        }
    }

    fn resource_art(self) -> Option<Art> {
        use Glyph::*;
        Some(match self {
            Vault => Art::washed(
                "M1.5 2.5h13v10h-13Z",
                "M1.5 2.5h13v10h-13ZM3.5 12.5V14M12.5 12.5V14M8 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 \
                 3.8V5M8 10v1.2M4.3 7.5h1.2M10.5 7.5h1.2",
            ),
            Storage => Art::washed(
                "M1.5 2.5h13v3h-13Z",
                "M1.5 2.5h13v11h-13ZM1.5 5.8h13M4 8.5h3M4 11h3M9.5 8.5H12M9.5 11H12",
            ),
            Container => Art::washed("M2 5h12v9H2Z", "M2 5h12v9H2ZM3.5 2.2h9L14 5M3.5 2.2 2 5M6 8h4"),
            Folder => Art::washed("M1.5 3.5h5l1.5 2h6.5v8h-13Z", "M1.5 13.5v-10h5l1.5 2h6.5v8Z"),
            File => Art::washed(PAGE, "M3.5 1.8h6l3 3v9.4h-9ZM9.5 1.8v3h3"),
            Disk => Art::washed("M2 10h12v4H2Z", "M4 2.5h8l2 7.5v4H2v-4ZM2 10h12M11.5 12h.01M9.5 12h.01"),
            Snapshot => Art::washed(
                "M1.5 4.5h13v9h-13Z",
                "M1.5 4.5H5l1-2h4l1 2h3.5v9h-13ZM8 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
            ),
            ResourceGroup => Art::washed(
                "m8 4.5 3 1.7v3.5L8 11.5 5 9.7V6.2Z",
                "M4.5 2H2v12h2.5M11.5 2H14v12h-2.5M8 4.5l3 1.7v3.5l-3 1.8-3-1.8V6.2ZM5 6.2 8 8l3-1.8M8 8v3.5",
            ),
            Subscription => Art::washed(
                "M10.5 1.8a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4Z",
                "M10.5 1.8a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4ZM7.8 8.2l-5.8 5.8M4 12l1.8 1.8M2 \
                 14h.01M11.5 4.5h.01",
            ),
            Policy => Art::washed(PAGE, "M3.5 1.8h6l3 3v9.4h-9ZM5.7 6h2M5.7 11.5h4M5.5 8.8l1.2 1.2L9.5 7.2"),
            Instance => Art::washed(
                "M1.5 3h13v8h-13Z",
                "M1.5 3h13v8h-13ZM5.5 13.5h5M8 11v2.5M8 4.8v4.2M6.2 7.2 8 9l1.8-1.8",
            ),
            Identity => Art::washed(
                "M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
                "M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM2.5 14c.3-3 2.5-4.3 5.5-4.3s5.2 1.3 5.5 4.3Z",
            ),
            Shield => Art::washed(
                "M8 1.5 13.5 3.5v4c0 3.5-2.3 5.8-5.5 7-3.2-1.2-5.5-3.5-5.5-7v-4Z",
                "M8 1.5 13.5 3.5v4c0 3.5-2.3 5.8-5.5 7-3.2-1.2-5.5-3.5-5.5-7v-4ZM5.5 8l1.8 1.8 3.2-3.6",
            ),
            Lock => Art::washed("M3 7h10v7H3Z", "M3 7h10v7H3ZM5 7V5a3 3 0 0 1 6 0v2M8 9.8v1.5"),
            Cloud => Art::washed(
                "M4.5 12.5a3 3 0 0 1-.3-6 4 4 0 0 1 7.7-.3 3.2 3.2 0 0 1-.4 6.3Z",
                "M4.5 12.5a3 3 0 0 1-.3-6 4 4 0 0 1 7.7-.3 3.2 3.2 0 0 1-.4 6.3Z",
            ),
            _ => return None,
        })
    }

    fn status_art(self) -> Option<Art> {
        use Glyph::*;
        Some(match self {
            Success => Art::marked(DISC, "m4.8 8.2 2.2 2.2 4.2-4.6"),
            Error => Art::marked(DISC, "m5.5 5.5 5 5M10.5 5.5l-5 5"),
            Warning => Art::marked("M8 1.3 15.2 14.5H.8Z", "M8 6v4M8 12.2v.1"),
            Information => Art::marked(DISC, "M8 7.3v4M8 4.7v.1"),
            Stopped => Art::marked(DISC, "M6.3 5.5v5M9.7 5.5v5"),
            Forbidden => Art::marked(DISC, "M4.5 8h7"),
            InProgress => Art::line("M8 2a6 6 0 1 1-6 6"),
            StarFilled => Art { wash: None, solid: Some(STAR), line: Some(STAR), mark: None },
            _ => return None,
        })
    }

    fn command_art(self) -> Art {
        use Glyph::*;
        match self {
            More => Art::solid(
                "M3 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4ZM8 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4ZM13 6.8a1.2 1.2 0 1 0 0 \
                 2.4 1.2 1.2 0 0 0 0-2.4Z",
            ),
            Play => Art::solid("M4 2.5v11l9.5-5.5Z"),
            Pause => Art::solid("M4 2.5h3v11H4ZM9 2.5h3v11H9Z"),
            Step => Art::solid("M3 2.5v11L10.5 8ZM11 2.5h2v11h-2Z"),
            NextEvent => Art::solid("M2 3v10l5.5-5ZM7.5 3v10L13 8ZM13 3h1.5v10H13Z"),
            Rewind => Art::solid("M14 3v10L8.5 8ZM8.5 3v10L3 8ZM1.5 3H3v10H1.5Z"),
            other => Art::line(other.command_line()),
        }
    }

    fn command_line(self) -> &'static str {
        use Glyph::*;
        match self {
            ActivityLog => "M2.5 2.5h11v11h-11ZM5 5.5h.01M7 5.5h4M5 8h.01M7 8h4M5 10.5h.01M7 10.5h4",
            Alert => "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.1",
            Bell => "M8 1.8v1M3.8 11V7a4.2 4.2 0 0 1 8.4 0v4l1.3 1.5h-11ZM6.5 14h3",
            Calendar => "M2 3.5h12v10.5H2ZM2 6.5h12M5 2v3M11 2v3",
            Chart => "M2.5 13.5h11M4 13v-4M7 13V4M10 13V7M13 13v-2.5",
            Check => "m2.5 8.5 3.5 3.5 7.5-8",
            ChevronDown => "m3.5 6 4.5 4.5L12.5 6",
            ChevronLeft => "m10 3.5-4.5 4.5L10 12.5",
            ChevronRight => "m6 3.5 4.5 4.5L6 12.5",
            ChevronUp => "m3.5 10 4.5-4.5 4.5 4.5",
            Clock => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.5V8l2.5 1.5",
            Close => "m3 3 10 10M13 3 3 13",
            Code => "M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4",
            Columns => "M2 2.5h12v11H2ZM6 2.5v11M10 2.5v11",
            Copy => "M5.5 5.5h8v8.5h-8ZM5.5 11h-3V2h8v3.5",
            Delete => "M2.5 4h11M6 4V2h4v2M4 4l.6 10h6.8L12 4M6.7 6.5v5M9.3 6.5v5",
            Download => "M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11",
            Edit => "m2.5 13.5.7-3.2 7.8-7.8 2.5 2.5-7.8 7.8ZM9.5 4l2.5 2.5",
            External => "M7 3H3v10h10V9M9.5 2.5h4v4M13.5 2.5 7.5 8.5",
            Filter => "M2 3h12l-4.5 5.5V13l-3-1.5v-3Z",
            Flag => "M3.5 14.5V2M3.5 2.5h9l-2 3 2 3h-9",
            Gear => {
                "M8 5.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM6.9 1.8h2.2l.3 1.7 1.2.5 1.4-1 1.6 \
                 1.6-1 1.4.5 1.2 1.6.3v2.2l-1.7.3-.5 1.2 1 1.4-1.6 1.6-1.4-1-1.2.5-.3 1.6H6.9l-.3-1.7-1.2-.5-1.4 \
                 1-1.6-1.6 1-1.4-.5-1.2-1.6-.3V7.4l1.7-.3.5-1.2-1-1.4 1.6-1.6 1.4 1 1.2-.5Z"
            }
            Globe => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM2 8h12M8 2c-4.5 4-4.5 8 0 12M8 2c4.5 4 4.5 8 0 12",
            Help => {
                "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM6.2 6.5a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.4v.1"
            }
            HideMenu => "M8 3.5 3.5 8 8 12.5M12.5 3.5 8 8l4.5 4.5",
            Home => "M2 8l6-5.5L14 8M3.8 6.8V13.5h3v-4h2.4v4h3V6.8",
            Iam => {
                "M6 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM1.5 13.5c.2-2.8 2-4 4.5-4 1 0 1.9.2 2.6.6M12 \
                 9v5M9.5 11.5h5"
            }
            Job => "M2 4.5h12v9H2ZM6 4.5V2.5h4v2M2 8.5h12M8 7.8v1.5",
            Key => "M5 8a3 3 0 1 0 0 .1ZM5 8h9.5M12 8v2.5M14.5 8v2",
            Link => {
                "M6.5 9.5a2.7 2.7 0 0 0 4 .2l2.3-2.3a2.7 2.7 0 0 0-3.8-3.8L8 4.5M9.5 6.5a2.7 2.7 0 0 \
                 0-4-.2L3.2 8.6A2.7 2.7 0 0 0 7 12.4L8 11.5"
            }
            Menu => "M2 4.5h12M2 8.5h12M2 12.5h12",
            Move => "M2 8h11M9.5 4.5 13 8l-3.5 3.5M5 4H2v8h3",
            Overview => "M2.5 2.5h11v11h-11ZM2.5 6h11M6 6v7.5",
            Pin => "m9.5 2 4.5 4.5-3 1-1.5 4.5-5.5-5.5L8.5 5ZM6.5 9.5 2.5 13.5",
            Plus => "M8 2.5v11M2.5 8h11",
            Properties => "M2.5 4h.01M5 4h9M2.5 8h.01M5 8h9M2.5 12h.01M5 12h6",
            Refresh => "M13.2 6A5.5 5.5 0 1 0 13.5 9M13.5 2.5V6H10",
            Restore => "M2.8 6A5.5 5.5 0 1 1 2.5 9M2.5 2.5V6H6M8 5v3.5l2 1.2",
            Save => "M2.5 2.5h9l2 2v9h-11ZM5 2.5v4h5.5v-4M5 13.5v-4h6v4",
            Search => "M6.8 2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM10.3 10.3 14 14",
            Shell => "m2.5 4 4 4-4 4M8 12.5h5.5",
            SortAscending => "M8 13V3M4.5 6.5 8 3l3.5 3.5",
            SortDescending => "M8 3v10M4.5 9.5 8 13l3.5-3.5",
            SortNone => "M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5",
            Star => STAR,
            Tag => "M2 2.5h5.5L14 9l-5 5-7-6.5ZM5 5.5h.01",
            Undo => "M6 3 2.5 6.5 6 10M2.5 6.5h7a4 4 0 0 1 0 7H6",
            Upload => "M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
            User => {
                "M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM2.5 14c.3-3 2.5-4.3 5.5-4.3s5.2 1.3 5.5 4.3"
            }
            Wrench => {
                "M9.8 2.5a3.7 3.7 0 0 0-3.3 5.2L2 12.2 3.8 14l4.5-4.5a3.7 3.7 0 0 0 5.2-3.8l-2.3 1.8-2-2 1.8-2.3Z"
            }
            _ => RING,
        }
    }
}
