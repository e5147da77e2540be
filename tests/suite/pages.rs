//! Lists that are answered page by page: what the pages hold is what cutting up the whole list would hold.

use crate::lab::Lab;
use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex},
};
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        State,
        job::JobOperation,
        limits,
        query::{
            ActivityColumn, ActivityRow, Ask, Direction, InstanceColumn, InstancePage, InstanceRow,
            Instances, ItemColumn, JobColumn, JobRow, Jobs, ListColumn, Page, PageRequest, ProtectedItem,
            ProtectedItemPage, ProtectedItems, ResourceColumn, ResourcePage, ResourceRow, Resources,
            any_contains,
        },
        resources::ResourceKind,
    },
    portal::blades::{
        activity_log::view_model::{LogFilter, LogLine, Timespan},
        browse::view_model::Filters,
        instances::view_model::InstanceLine,
        jobs::view_model::{JobFilter, JobLine},
        resiliency::view_model::ItemLine,
    },
    scenarios,
};

const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];
/// Prime, so that the last page is never full.
const PAGE: usize = 97;

/// A list as it used to be shown: all of its rows with the texts of all columns, and what columns are sorted by.
struct Whole<'r, R> {
    rows: &'r [R],
    texts: Vec<Vec<String>>,
    /// A moment, where a column is sorted by that.
    keys: Vec<Vec<Option<i64>>>,
}

impl<R: Clone> Whole<'_, R> {
    /// Filtered by a text and sorted, equal rows in the order of the list.
    fn arranged(&self, text: &str, sort: Option<(usize, Direction)>) -> Vec<R> {
        let found = (0..self.rows.len()).filter(|row| any_contains(self.texts[*row].clone(), text));
        let mut found: Vec<usize> = found.collect();
        if let Some((column, direction)) = sort {
            let key = |row: &usize| {
                let moment = self.keys[*row][column];
                (
                    moment,
                    if moment.is_none() { self.texts[*row][column].to_lowercase() } else { String::new() },
                )
            };
            found.sort_by(|one, other| match direction {
                Direction::Ascending => key(one).cmp(&key(other)),
                Direction::Descending => key(other).cmp(&key(one)),
            });
        }
        found.into_iter().map(|row| self.rows[row].clone()).collect()
    }
}

/// Every page of every order, with and without a text, against the whole list.
fn compare<Q, R, C, X>(lab: &Lab, whole: &Whole<R>, texts: &[&str], question: impl Fn(PageRequest<C>) -> Q)
where
    Q: Ask<Answer = Page<R, C, X>>,
    R: Clone + PartialEq + std::fmt::Debug,
    C: ListColumn + std::fmt::Debug,
{
    let columns = C::ALL.iter().enumerate();
    let sorts = columns.flat_map(|(index, column)| DIRECTIONS.map(|way| Some((index, *column, way))));
    for sort in sorts.chain([None]) {
        for text in texts.iter().copied() {
            let expected = whole.arranged(text, sort.map(|(index, _, direction)| (index, direction)));
            let mut found = Vec::new();
            while found.len() < expected.len() {
                let request = PageRequest {
                    text: text.to_string(),
                    sort: sort.map(|(_, column, direction)| (column, direction)),
                    offset: found.len(),
                    limit: PAGE,
                };
                let page = lab.ask(question(request.clone()));
                assert_eq!((page.total, page.asked), (expected.len(), request), "{sort:?}, {text:?}");
                assert!(!page.rows.is_empty() && page.rows.len() <= PAGE);
                found.extend(page.rows);
            }
            assert!(found == expected, "{sort:?}, {text:?}");
        }
    }
    // A page behind the end is the last one, and where nothing is found there is none.
    let behind = PageRequest { offset: 1_000_000, ..PageRequest::first(PAGE) };
    let last = lab.ask(question(behind));
    let begins = (whole.rows.len() - 1) / PAGE * PAGE;
    assert_eq!((last.asked.offset, &last.rows[..]), (begins, &whole.rows[begins..]));
    let nothing = lab.ask(question(PageRequest { text: "no such row".into(), ..PageRequest::first(PAGE) }));
    assert_eq!((nothing.rows.len(), nothing.total, nothing.asked.offset), (0, 0, 0));
    assert_eq!(
        lab.ask(question(PageRequest::first(usize::MAX))).rows.len(),
        whole.rows.len().min(limits::PAGE_ROWS_MAX)
    );
}

/// The large estate with one of so many of its disks; made once.
fn with_estate(test: impl FnOnce(&mut Lab)) {
    static ESTATE: LazyLock<Mutex<State>> =
        LazyLock::new(|| Mutex::new(scenarios::thinned_large_estate(15, SimSpan::from_days(30)).finish()));
    let mut lab = Lab::new();
    lab.state = ESTATE.lock().expect("it was made").clone();
    test(&mut lab);
}

fn vault(lab: &Lab) -> ArmId {
    let counted = |vault| lab.state.instances_of(vault).count();
    let vault = lab.state.vaults.values().max_by_key(|vault| counted(vault.id)).expect("there are some");
    lab.state.vault_id(vault)
}

#[test]
fn pages_of_jobs_are_parts_of_the_whole_list() {
    with_estate(|lab| {
        let vault = vault(lab);
        let window = limits::JOB_LIST_WINDOW;
        let rows: Vec<JobRow> =
            lab.ask(Jobs { vault: vault.clone(), instance: None, window, operation: None, status: None });
        let lines: Vec<JobLine> = rows.iter().map(|row| JobLine::new(row, Some(lab.now()))).collect();
        let texts = |line: &JobLine| {
            vec![
                line.instance.clone(),
                line.datasource_type.to_string(),
                line.subscription.clone(),
                line.group.clone(),
                line.operation.to_string(),
                line.status.clone(),
                line.started.clone(),
                line.duration.clone(),
            ]
        };
        let keys = |line: &JobLine| {
            let started = |column: &JobColumn| *column == JobColumn::StartTime;
            JobColumn::ALL.iter().map(|column| started(column).then(|| line.started_at.millis())).collect()
        };
        let whole = Whole {
            rows: &rows,
            texts: lines.iter().map(texts).collect(),
            keys: lines.iter().map(keys).collect(),
        };
        assert!(rows.len() > 3 * PAGE, "{}", rows.len());
        let question = |page| JobFilter::default().question(&vault, page);
        compare(lab, &whole, &["", " FAILED", "disk-web", "11:", "min"], question);
        let names: BTreeSet<String> = rows.iter().map(|row| row.instance_name.clone()).collect();
        let one = names.first().expect("there are some").clone();
        let page = lab.ask(JobFilter::of_instance(&one).question(&vault, PageRequest::first(1_000)));
        assert!(page.choices.iter().eq(&names), "of all rows, whatever is filtered");
        assert!(page.rows.iter().eq(rows.iter().filter(|row| row.instance_name == one)));
        let status = rows.first().expect("there are some").status;
        let page = lab.ask(JobFilter::of_status(status).question(&vault, PageRequest::first(1_000)));
        assert!(page.rows.iter().eq(rows.iter().filter(|row| row.status == status).take(1_000)));
        let restores = JobFilter { operations: vec!["Restore".into()], ..JobFilter::default() };
        let page = lab.ask(restores.question(&vault, PageRequest::first(1_000)));
        assert!(page.rows.iter().eq(rows.iter().filter(|row| row.operation == JobOperation::Restore)));
    });
}

#[test]
fn pages_of_instances_are_parts_of_the_whole_list() {
    with_estate(|lab| {
        let vault = vault(lab);
        let rows: Vec<InstanceRow> = lab.ask(Instances { vault: vault.clone() });
        let lines: Vec<InstanceLine> = rows.iter().map(|row| InstanceLine::new(row, &vault)).collect();
        let texts = |line: &InstanceLine| {
            vec![
                line.name.clone(),
                line.datasource.clone(),
                line.datasource_type.to_string(),
                line.status.to_string(),
                line.policy.clone(),
                line.latest.clone(),
                line.group.clone(),
            ]
        };
        let keys = |line: &InstanceLine| {
            let latest = |column: &InstanceColumn| *column == InstanceColumn::LatestPoint;
            let moment = line.latest_at.map_or(i64::MIN, |at| at.millis());
            InstanceColumn::ALL.iter().map(|column| latest(column).then_some(moment)).collect()
        };
        let whole = Whole {
            rows: &rows,
            texts: lines.iter().map(texts).collect(),
            keys: lines.iter().map(keys).collect(),
        };
        let question = |page| InstancePage { vault: vault.clone(), states: vec![], page };
        compare(lab, &whole, &["", "SQL", "protection", "-00"], question);
        let state = rows.last().expect("there are some").state;
        let page = PageRequest::first(1_000);
        let found = lab.ask(InstancePage { vault: vault.clone(), states: vec![state], page });
        assert!(found.rows.iter().eq(rows.iter().filter(|row| row.state == state)));
    });
}

#[test]
fn pages_of_protected_items_are_parts_of_the_whole_list() {
    with_estate(|lab| {
        let rows: Vec<ProtectedItem> = lab.ask(ProtectedItems {});
        let lines: Vec<ItemLine> = rows.iter().map(ItemLine::new).collect();
        let texts = |line: &ItemLine| {
            vec![
                line.datasource.clone(),
                line.datasource_type.to_string(),
                line.status.to_string(),
                line.vault.clone(),
                line.policy.clone(),
                line.latest.clone(),
                line.subscription.clone(),
            ]
        };
        let keys = |line: &ItemLine| {
            let latest = |column: &ItemColumn| *column == ItemColumn::LatestPoint;
            let moment = line.latest_at.map_or(i64::MIN, |at| at.millis());
            ItemColumn::ALL.iter().map(|column| latest(column).then_some(moment)).collect()
        };
        let whole = Whole {
            rows: &rows,
            texts: lines.iter().map(texts).collect(),
            keys: lines.iter().map(keys).collect(),
        };
        compare(lab, &whole, &["", "vault-sea", "azure DISKS"], |page| ProtectedItemPage { page });
    });
}

#[test]
fn pages_of_resources_are_parts_of_the_whole_list() {
    with_estate(|lab| {
        // Of the kinds that few have, and of one group: all of them take long.
        let group = lab.ask(Resources { kind: Some(ResourceKind::Disk), group: None }).swap_remove(0).group;
        for (kind, group) in [(Some(ResourceKind::Disk), None), (None, Some(group))] {
            let rows: Vec<ResourceRow> = lab.ask(Resources { kind, group: group.clone() });
            let texts = |row: &ResourceRow| {
                vec![
                    row.name.clone(),
                    row.kind.display_name().to_string(),
                    row.detail.clone(),
                    row.group_name.clone(),
                    row.region.display_name().to_string(),
                    row.subscription_name.clone(),
                ]
            };
            let whole = Whole {
                rows: &rows,
                texts: rows.iter().map(texts).collect(),
                keys: rows.iter().map(|_| vec![None; ResourceColumn::ALL.len()]).collect(),
            };
            let question = |page| Filters::default().question(kind, group.as_ref(), page);
            compare(lab, &whole, &["", "premium", "DISK-1", "west"], question);
        }
    });
}

#[test]
fn pills_offer_what_all_resources_lie_in() {
    with_estate(|lab| {
        let rows: Vec<ResourceRow> = lab.ask(Resources::default());
        let regions: BTreeSet<String> =
            rows.iter().map(|row| row.region.display_name().to_string()).collect();
        let one = regions.first().expect("there are some").clone();
        let filters = Filters { locations: vec![one.clone()], ..Filters::default() };
        let page: ResourcePage = filters.question(None, None, PageRequest::first(100));
        let found = lab.ask(page);
        assert_eq!(found.choices.locations, regions, "whatever is filtered");
        let kept = rows.iter().filter(|row| row.region.display_name() == one);
        assert_eq!(found.total, kept.clone().count());
        assert!(found.rows.iter().eq(kept.take(100)));
        let nowhere = ArmId::resource_group(lab.subscription(0), "no-such-group");
        let none = lab.ask(Filters::default().question(None, Some(&nowhere), PageRequest::first(10)));
        assert_eq!((none.total, none.choices.groups.len()), (0, 0));
    });
}

#[test]
fn pages_of_the_activity_log_are_parts_of_the_whole_list() {
    with_estate(|lab| {
        let filter = LogFilter { timespan: Timespan::All, ..LogFilter::default() };
        let rows: Vec<ActivityRow> = lab.ask(filter.question(None, PageRequest::default())).rows;
        let lines: Vec<LogLine> = rows.iter().map(|row| LogLine::new(row, Some(lab.now()))).collect();
        let texts = |line: &LogLine| {
            vec![
                line.operation.clone(),
                line.status.to_string(),
                line.ago.clone(),
                line.time.clone(),
                line.resource.clone(),
                line.group.clone(),
                line.subscription.clone(),
                line.caller.clone(),
            ]
        };
        let key = |line: &LogLine, column: &ActivityColumn| match column {
            ActivityColumn::Time => Some(-line.at.millis()),
            ActivityColumn::TimeStamp => Some(line.at.millis()),
            _ => None,
        };
        let keys = |line: &LogLine| ActivityColumn::ALL.iter().map(|column| key(line, column)).collect();
        let whole = Whole {
            rows: &rows,
            texts: lines.iter().map(texts).collect(),
            keys: lines.iter().map(keys).collect(),
        };
        assert!(rows.len() > 10, "{}", rows.len());
        compare(lab, &whole, &["", "create", " D ", "rg-"], |page| filter.question(None, page));
    });
}
