//! What stands on what.

/// From where to where a figure reaches in its stack.
pub type Reach = (u64, u64);

/// Puts the figures of each bucket on top of each other, in the order of the rows. What has no figure takes no room.
pub fn stacked(rows: &[&[Option<u64>]]) -> Vec<Vec<Option<Reach>>> {
    let mut tops: Vec<u64> = Vec::new();
    rows.iter()
        .map(|row| {
            tops.resize(tops.len().max(row.len()), 0);
            row.iter()
                .zip(&mut tops)
                .map(|(figure, top)| {
                    let figure = (*figure)?;
                    let from = *top;
                    *top = top.saturating_add(figure);
                    Some((from, *top))
                })
                .collect()
        })
        .collect()
}

/// Each figure from the ground.
pub fn grounded(rows: &[&[Option<u64>]]) -> Vec<Vec<Option<Reach>>> {
    rows.iter().map(|row| row.iter().map(|figure| figure.map(|figure| (0, figure))).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    #[test]
    fn holes_take_no_room() {
        let rows: [&[Option<u64>]; 3] = [&[Some(2), None], &[None, Some(3)], &[Some(5), Some(1)]];
        let expected = [[Some((0, 2)), None], [None, Some((0, 3))], [Some((2, 7)), Some((3, 4))]];
        assert_eq!(stacked(&rows), expected);
        assert_eq!(grounded(&rows)[2], [Some((0, 5)), Some((0, 1))]);
    }

    proptest! {
        #[test]
        fn stacks_have_no_gaps_and_reach_the_sum(rows in vec(vec(proptest::option::of(0_u64..1_000), 5), 1..6)) {
            let borrowed: Vec<&[Option<u64>]> = rows.iter().map(Vec::as_slice).collect();
            let stacks = stacked(&borrowed);
            for bucket in 0..5 {
                let mut top = 0;
                for (row, stack) in rows.iter().zip(&stacks) {
                    prop_assert_eq!(row[bucket].is_some(), stack[bucket].is_some());
                    if let Some((from, to)) = stack[bucket] {
                        prop_assert_eq!(from, top);
                        top = to;
                    }
                }
                prop_assert_eq!(top, rows.iter().filter_map(|row| row[bucket]).sum::<u64>());
            }
        }
    }
}
