//! Days of a run: what happened in its lanes that leaves no row to count by.

use crate::{
    base::{SimDay, SimTime},
    engine::{
        event::Event,
        usage::{DayCounts, Place},
    },
};

/// Jobs that nobody remembers, and points that went as they had come, by where they count.
#[derive(Debug, Default)]
pub(super) struct Uncounted {
    places: Vec<(Place, Vec<(SimDay, DayCounts)>)>,
}

/// Which of the places something counts in.
pub(super) type PlaceNumber = usize;

impl Uncounted {
    /// The number of a place, the same whenever it is asked.
    pub fn number(&mut self, place: Place) -> PlaceNumber {
        let known = self.places.iter().position(|(known, _)| *known == place);
        known.unwrap_or_else(|| {
            self.places.push((place, Vec::new()));
            self.places.len() - 1
        })
    }

    /// A backup ended.
    pub fn completed(&mut self, place: PlaceNumber, at: SimTime) {
        self.day(place, SimDay::of(at)).backups_completed += 1;
    }

    /// A point was removed.
    pub fn removed(&mut self, place: PlaceNumber, at: SimTime) {
        self.day(place, SimDay::of(at)).points_removed += 1;
    }

    /// Takes all of it, to be counted.
    pub fn take(&mut self) -> impl Iterator<Item = Event> {
        let places = self.places.iter_mut().filter(|(_, days)| !days.is_empty());
        places.map(|((vault, datasource_type), days)| Event::DaysCounted {
            vault: *vault,
            datasource_type: *datasource_type,
            days: std::mem::take(days),
        })
    }

    /// What is counted on a day. It is one of the last ones as a rule: jobs are forgotten some days after they ended.
    fn day(&mut self, place: PlaceNumber, day: SimDay) -> &mut DayCounts {
        let days = &mut self.places[place].1;
        let behind = days.iter().rposition(|(known, _)| *known <= day);
        let at = match behind {
            Some(at) if days[at].0 == day => at,
            _ => {
                let at = behind.map_or(0, |behind| behind + 1);
                days.insert(at, (day, DayCounts::default()));
                at
            }
        };
        &mut days[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimSpan,
        engine::{ids::VaultId, policy::DatasourceType},
    };

    #[test]
    fn days_are_counted_once_and_in_their_order() {
        let mut uncounted = Uncounted::default();
        let (here, there) = ((VaultId(1), DatasourceType::Disk), (VaultId(2), DatasourceType::Disk));
        let (first, second) = (uncounted.number(here), uncounted.number(there));
        assert_eq!(uncounted.number(here), first);
        let at = |day| SimTime::EPOCH + SimSpan::from_days(day);
        for day in [20, 5, 6, 5, 21] {
            uncounted.removed(first, at(day));
        }
        uncounted.completed(first, at(6));
        uncounted.completed(second, at(7));
        let taken: Vec<Event> = uncounted.take().collect();
        let days = |event: &Event| match event {
            Event::DaysCounted { vault, days, .. } => {
                let counts =
                    days.iter().map(|(day, counts)| (*day, counts.backups_completed, counts.points_removed));
                (*vault, counts.collect::<Vec<_>>())
            }
            other => panic!("{other:?}"),
        };
        let day = |day| SimDay::of(at(day));
        let expected = [(day(5), 0, 2), (day(6), 1, 1), (day(20), 0, 1), (day(21), 0, 1)];
        assert_eq!(
            taken.iter().map(days).collect::<Vec<_>>(),
            [(VaultId(1), expected.to_vec()), (VaultId(2), vec![(day(7), 1, 0)])]
        );
        assert_eq!(uncounted.take().count(), 0, "nothing is counted twice");
    }
}
