//! Two thousand backup instances in six regions after eighteen months: what a list, a filter and a report are for.
//!
//! Most of them are small, empty disks that nobody works on, under policies whose hours are spread over the night. The days
//! at the end have something to be found: a night on which the snapshots of one region were locked, a group whose role
//! somebody took away, and backups that were suspended and forgotten.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{self, Pattern, Source},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, DiskWrite},
        policy::{
            DatasourceType, RetentionDuration,
            RetentionTag::{self, Daily, Default, Monthly, Weekly},
            ScheduleFrequency,
        },
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        resources::{LockLevel, Region, SUBSCRIPTIONS},
        storage::{AccessTier, StorageRedundancy},
        vault::{SoftDeleteState, VaultRedundancy},
    },
    scenarios::{
        builder::{Builder, account, disk, group, vault},
        estate::{PROPAGATION, PlannedPolicy, at_hour, create_policy, grant, protect_as_proposed, tags},
        first_backup::fill,
        preparation::Part,
        sample_files,
    },
};
use RetentionDuration::{Days, Months, Weeks};

/// Eighteen months before the other worlds.
pub const START: &str = "2025-03-03T06:00:00Z";

/// How much of the estate there is.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Of the planned disks there is one of so many.
    pub one_in: u32,
    /// Until the first of the things that are to be found.
    pub quiet_time: SimSpan,
}

pub const WHOLE: Extent = Extent { one_in: 1, quiet_time: SimSpan::from_days(535) };

const LOCKED_NIGHT: SimSpan = SimSpan::from_hours(20);
const AFTER_THE_NIGHT: SimSpan = SimSpan::from_days(10);
const LAST_DAYS: SimSpan = SimSpan::from_hours(3 * 24 + 4);
/// Commands of so many disks are a part of the work.
const DISKS_AT_A_TIME: u32 = 25;

/// A region with a vault of its own.
#[derive(Clone, Copy)]
struct Site {
    code: &'static str,
    region: Region,
    /// When the night begins there. Units: hours of UTC.
    night: u8,
    disks: u32,
    lakes: u32,
    blobs: u32,
}

const SITES: [Site; 6] = [
    site("weu", Region::WestEurope, 20, 640, 3, 1),
    site("neu", Region::NorthEurope, 21, 420, 2, 1),
    site("gwc", Region::GermanyWestCentral, 20, 310, 1, 0),
    site("eus", Region::EastUs, 1, 300, 1, 1),
    site("scus", Region::SouthCentralUs, 2, 180, 1, 0),
    site("sea", Region::SoutheastAsia, 13, 138, 0, 1),
];

const fn site(code: &'static str, region: Region, night: u8, disks: u32, lakes: u32, blobs: u32) -> Site {
    Site { code, region, night, disks, lakes, blobs }
}

/// What a disk is for, by its number. There is a resource group for each.
const PURPOSES: [&str; 20] = [
    "web", "sql", "files", "mail", "web", "finance", "files", "desktop", "mail", "build", "web", "erp",
    "files", "mail", "files", "finance", "web", "desktop", "files", "build",
];
const GROUPS: [&str; 8] = ["build", "desktop", "erp", "files", "finance", "mail", "sql", "web"];

/// Daily backups are spread over so many hours.
const HOURS: [u8; 5] = [0, 1, 2, 4, 5];
const DAILY: &[(RetentionTag, RetentionDuration)] = &[(Default, Days(7)), (Weekly, Days(28))];
const YEARLONG: &[(RetentionTag, RetentionDuration)] = &[(Default, Days(7)), (Weekly, Days(364))];
const HALF_DAILY: &[(RetentionTag, RetentionDuration)] = &[(Default, Days(5)), (Weekly, Days(28))];
const OFTEN: &[(RetentionTag, RetentionDuration)] =
    &[(Default, Days(2)), (Daily, Days(7)), (Weekly, Days(28))];
const VAULTED: &[(RetentionTag, RetentionDuration)] =
    &[(Default, Days(14)), (Weekly, Weeks(8)), (Monthly, Months(18))];

impl Site {
    fn group(self, purpose: &str) -> ArmId {
        group(&format!("rg-{purpose}-{}", self.code))
    }

    fn vault(self) -> ArmId {
        vault(&self.group("backup"), &format!("vault-{}-prod", self.code))
    }

    fn snapshots(self) -> ArmId {
        self.group("snapshots")
    }

    fn disk(self, number: u32) -> ArmId {
        let purpose = purpose(number);
        disk(&self.group(purpose), &format!("disk-{purpose}-{}-{number:03}", self.code))
    }

    fn accounts(self) -> impl Iterator<Item = (ArmId, bool)> {
        let of = move |kind: &str, number: u32| {
            account(&self.group("data"), &format!("{kind}{}{number:02}", self.code))
        };
        let lakes = (1..=self.lakes).map(move |number| (of("lake", number), true));
        lakes.chain((1..=self.blobs).map(move |number| (of("stblobs", number), false)))
    }

    /// The hour of its night, so many hours after it has begun.
    fn hour(self, after: u8) -> u8 {
        (self.night + after) % 24
    }

    /// The policy of a disk. Of the disks with databases and mail one in three is backed up more than once a day.
    fn policy_of(self, number: u32) -> ArmId {
        let round = number as usize / PURPOSES.len();
        let name = match (purpose(number), round % 3) {
            ("sql", 0) => "disks-4-hourly".to_string(),
            ("erp", 0) => "disks-6-hourly".to_string(),
            ("mail", 0) => "disks-12-hourly".to_string(),
            ("finance", _) => "disks-daily-yearlong".to_string(),
            _ => daily_policy(self.hour(HOURS[round % HOURS.len()])),
        };
        self.vault().child("backupPolicies", &name)
    }
}

fn purpose(number: u32) -> &'static str {
    PURPOSES[number as usize % PURPOSES.len()]
}

fn daily_policy(hour: u8) -> String {
    format!("disks-daily-{hour:02}h")
}

/// What makes the estate.
pub fn parts(Extent { one_in, quiet_time }: Extent) -> Vec<Part> {
    let sites = SITES.map(|site| Site { disks: site.disks / one_in.max(1), ..site });
    let mut parts = Vec::new();
    parts.extend(sites.map(|site| Part::of(move |world| found_site(world, site))));
    parts.extend(of_disks(&sites, create_disk));
    parts.push(Part::Pass(PROPAGATION));
    parts.extend(sites.map(|site| Part::of(move |world| protect_accounts(world, site))));
    parts.extend(of_disks(&sites, protect_disk));
    parts.push(Part::Pass(quiet_time));
    parts.push(Part::of(lock_snapshots));
    parts.push(Part::Pass(LOCKED_NIGHT));
    parts.push(Part::of(unlock_snapshots));
    parts.push(Part::Pass(AFTER_THE_NIGHT));
    parts.push(Part::of(break_things));
    parts.push(Part::Pass(LAST_DAYS));
    parts
}

/// The same for each disk, some at a time.
fn of_disks(sites: &[Site], work: fn(&mut Builder, Site, u32)) -> Vec<Part> {
    let chunk = |site: Site, first: u32| {
        let last = site.disks.min(first + DISKS_AT_A_TIME);
        Part::of(move |world| (first..last).for_each(|number| work(world, site, number)))
    };
    let of_site =
        |site: Site| (0..site.disks).step_by(DISKS_AT_A_TIME as usize).map(move |first| (site, first));
    sites.iter().flat_map(|site| of_site(*site)).map(|(site, first)| chunk(site, first)).collect()
}

/// Groups, the vault with its policies, accounts, and the roles that all of it takes.
fn found_site(world: &mut Builder, site: Site) {
    for purpose in GROUPS.iter().chain(&["backup", "data", "snapshots"]) {
        world.give(Command::CreateResourceGroup {
            subscription: SUBSCRIPTIONS[0].0,
            name: format!("rg-{purpose}-{}", site.code),
            region: site.region,
            tags: tags(&[("environment", "production"), ("purpose", purpose)]),
        });
    }
    let vault = site.vault();
    world.give(Command::CreateBackupVault {
        group: site.group("backup"),
        name: vault.name().to_string(),
        region: site.region,
        redundancy: VaultRedundancy::GeoRedundant,
        system_assigned_identity: true,
        soft_delete: SoftDeleteState::On,
        soft_delete_days: 14,
        tags: tags(&[("environment", "production")]),
    });
    for (account, is_lake) in site.accounts() {
        world.give(Command::CreateStorageAccount {
            group: site.group("data"),
            name: account.name().to_string(),
            region: site.region,
            redundancy: StorageRedundancy::Zrs,
            hierarchical_namespace: is_lake,
            cross_tenant_replication: true,
            tags: tags(&[("environment", "production")]),
        });
    }
    create_policies(world, site);
    grant(world, &vault, Role::DiskSnapshotContributor, &site.snapshots());
    grant(world, &vault, Role::StorageAccountBackupContributor, &site.group("data"));
    for purpose in GROUPS {
        grant(world, &vault, Role::DiskBackupReader, &site.group(purpose));
    }
}

fn create_policies(world: &mut Builder, site: Site) {
    let mut create = |name: &str, datasource_type, frequency, after, rules| {
        let time = at_hour(site.hour(after));
        let planned = PlannedPolicy { name, datasource_type, frequency, time, rules, continuous: None };
        create_policy(world, &site.vault(), &planned);
    };
    use ScheduleFrequency::{Daily, Hourly};
    for after in HOURS {
        create(&daily_policy(site.hour(after)), DatasourceType::Disk, Daily, after, DAILY);
    }
    create("disks-daily-yearlong", DatasourceType::Disk, Daily, 3, YEARLONG);
    create("disks-12-hourly", DatasourceType::Disk, Hourly(12), 2, HALF_DAILY);
    create("disks-6-hourly", DatasourceType::Disk, Hourly(6), 1, OFTEN);
    create("disks-4-hourly", DatasourceType::Disk, Hourly(4), 0, OFTEN);
    create("lakes-monthly", DatasourceType::DataLakeStorage, Daily, 6, VAULTED);
    create("blobs-monthly", DatasourceType::Blob, Daily, 7, VAULTED);
}

fn create_disk(world: &mut Builder, site: Site, number: u32) {
    let disk = site.disk(number);
    let sku = if purpose(number) == "sql" { DiskSku::PremiumLrs } else { DiskSku::StandardSsdLrs };
    world.give(Command::CreateDisk {
        group: site.group(purpose(number)),
        name: disk.name().to_string(),
        region: site.region,
        zone: None,
        sku,
        size_gib: 4 << (number % 4),
        source: DiskSource::Empty,
        tags: tags(&[("purpose", purpose(number))]),
    });
}

/// Some files in each account, and its protection.
fn protect_accounts(world: &mut Builder, site: Site) {
    for (account, is_lake) in site.accounts() {
        let files = ["2024", "2025"].map(|year| {
            sample_files::single(&format!("ledger/{year}.csv"), ByteSize::kib(96), AccessTier::Hot)
        });
        fill(world, &account, "records", &files);
        let selection = ContainerSelection::Listed(vec!["records".to_string()]);
        let (policy, parameters) = match is_lake {
            true => ("lakes-monthly", PolicyParameters::Containers(selection)),
            false => ("blobs-monthly", PolicyParameters::Blobs(Some(selection))),
        };
        let policy = site.vault().child("backupPolicies", policy);
        protect_as_proposed(world, &policy, &account, parameters);
    }
}

fn protect_disk(world: &mut Builder, site: Site, number: u32) {
    let disk = site.disk(number);
    if purpose(number) == "sql" {
        let source = Source::Procedural { pattern: Pattern::Lines, seed: world.state().seed(), origin: 0 };
        let extent = content::Extent { length: ByteSize::mib(1).bytes(), source };
        world.give(Command::WriteDisk { disk: disk.clone(), writes: vec![DiskWrite { offset: 0, extent }] });
    }
    let parameters = PolicyParameters::SnapshotGroup(site.snapshots());
    protect_as_proposed(world, &site.policy_of(number), &disk, parameters);
}

const SOUTH_CENTRAL: Site = SITES[4];
const SOUTHEAST: Site = SITES[5];

/// Nobody may delete or take snapshots in Southeast Asia.
fn lock_snapshots(world: &mut Builder) {
    world.give(Command::CreateLock {
        scope: SOUTHEAST.snapshots(),
        name: "audit".to_string(),
        level: LockLevel::ReadOnly,
        notes: "No changes during the audit".to_string(),
    });
}

fn unlock_snapshots(world: &mut Builder) {
    let lock = SOUTHEAST.snapshots().child("providers/Microsoft.Authorization/locks", "audit");
    world.give(Command::DeleteLock { lock });
}

/// Desktops in South Central US lose the role of their vault, and the first builds there are suspended.
fn break_things(world: &mut Builder) {
    let scope = SOUTH_CENTRAL.group("desktop");
    let found = world.state().assignments.values().find(|row| row.scope == scope);
    let assignment = found.expect("it was granted").arm_id();
    world.give(Command::DeleteRoleAssignment { assignment });
    let instances = world.state().instances.values();
    let builds = instances.filter(|row| row.name.starts_with("disk-build-scus-")).take(5);
    let names: Vec<String> = builds.map(|row| row.name.clone()).collect();
    for name in names {
        world.give(Command::SuspendBackups {
            instance: SOUTH_CENTRAL.vault().child("backupInstances", &name),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::SimTime, engine::State};

    const SMALL: Extent = Extent { one_in: 60, quiet_time: SimSpan::from_days(40) };

    fn made(has_lanes: bool) -> State {
        let mut world = Builder::new("small", 7, SimTime::parse(START).expect("a constant"));
        world.has_lanes = has_lanes;
        for part in parts(SMALL) {
            match part {
                Part::Do(work) => work(&mut world),
                Part::Pass(span) => world.pass(span),
            }
        }
        world.finish()
    }

    #[test]
    fn lanes_make_the_estate_that_every_timer_by_itself_makes() {
        let state = made(true);
        assert!(state.jobs.len() > 400 && state == made(false));
        assert!(state == made(true), "it is the same every time");
    }
}
