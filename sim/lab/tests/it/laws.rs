//! Metamorphic laws: what a known change of a scenario does to its results, or does not.
//!
//! Numbers are those of `validation.md`, section 3. A test is named as below `it/`; one test reads this table and asks
//! that it is complete and that every test in it exists.
//!
//! | law | a change of | must leave or do | test |
//! | --- | --- | --- | --- |
//! | 1 | threads | all results | `determinism::one_two_and_eight_threads_find_the_same` |
//! | 2 | company and order of replications | each replication | `determinism::a_replication_is_the_same_alone_and_among_others` |
//! | 3 | a run that stops and goes on | all results | `laws::runs::a_run_that_stops_branches_and_goes_on_is_one_run` |
//! | 4 | a workload written as a trace and replayed | all results | `laws::runs::a_workload_that_is_written_and_replayed_gives_the_same_run` |
//! | 5 | what is looked at | the history | `determinism::looking_changes_nothing` |
//! | 6 | build and optimisation | all results | `golden::every_shipped_scenario_has_its_golden_history`, in debug, test and release builds |
//! | 7 | the order of declarations | all but the order of sums, ties in the mean | `invariants::paths::the_order_of_tables_changes_nothing_but_rounding`, `laws::symmetry::the_order_of_groups_moves_ties_but_no_mean` |
//! | 8 | the unit of time | times scale, counts stay | `laws::symmetry::everything_scales_with_the_unit_of_time`, `invariants::paths::a_world_at_half_the_pace_takes_twice_the_time` |
//! | 9 | the unit of a coin | balances scale to one unit a rounding | `laws::proof::a_finer_unit_moves_as_many_coins` |
//! | 10 | something inert | all results | `laws::inert::weather_after_the_end_is_no_weather`, `laws::inert::nodes_that_nobody_asks_change_nothing_but_their_own_count`, `laws::inert::a_network_of_weight_nothing_is_never_asked`, `laws::inert::a_gateway_that_nobody_uses_changes_nothing`, `laws::inert::rules_that_never_apply_change_nothing`, `laws::admission::rules_that_never_refuse_change_nothing`, `invariants::limits::checks_at_no_rate_are_no_checks`, `invariants::limits::a_slash_of_nothing_is_no_slash` |
//! | 11 | a limit of a policy | meets the policy that it tends to | `invariants::limits::one_choice_is_a_random_choice`, `invariants::limits::as_many_choices_as_nodes_are_the_shortest_line_of_all`, `invariants::limits::a_time_out_that_never_comes_is_none`, `invariants::limits::a_line_without_end_and_a_session_without_end_are_no_limits`, `invariants::copies::one_copy_is_no_copy`, `laws::limits::samples_with_replacement_of_one_are_random_choices`, `laws::limits::an_unbonding_of_nothing_is_instant` |
//! | 12 | two Poisson sources for one | means | `laws::limits::two_poisson_streams_are_one` |
//! | 13 | batches whose step time does not grow | M/M/B | with batching |
//! | 14 | the law of service, insensitive systems | means | `laws::queues::means_of_insensitive_systems_know_only_the_mean_of_the_work` |
//! | 15 | the law of service, M/G/1 | waits grow with variance | `laws::queues::waits_in_line_grow_with_the_variance_of_the_work` |
//! | 16 | the discipline of one node | busy periods | `laws::queues::the_discipline_of_one_node_leaves_its_busy_periods` |
//! | 17 | SRPT for another discipline | never more in the system | `laws::queues::no_discipline_has_fewer_in_the_system_than_srpt` |
//! | 18 | one more server, one line | nobody waits longer | `laws::queues::with_one_more_server_in_one_line_nobody_waits_longer` |
//! | 19 | shorter work, one line | nobody leaves later | `laws::queues::where_some_work_is_shorter_nobody_in_one_line_leaves_later` |
//! | 20 | one more node under JSQ | somebody waits longer: no law | `laws::queues::with_one_more_node_under_the_shortest_queue_there_are_moments_with_more_in_the_system` |
//! | 21 | more audits, same draws | a cheat never gains | `invariants::paths::more_checks_never_raise_what_a_cheat_gains`, `laws::proof::more_checks_never_raise_what_an_ejected_cheat_gains` |
//! | 22 | a larger slash, a stricter window | never more stake, never later jail | `invariants::paths::a_larger_slash_never_leaves_more_stake`, `laws::proof::a_stricter_window_never_jails_later` |
//! | 23 | the order of priority classes | Kleinrock's sum | `laws::queues::the_order_of_classes_leaves_the_sum_of_load_times_wait` |
//! | 24 | a longer life of a heartbeat | never fewer dead on the list | `invariants::lists::a_longer_life_of_a_heartbeat_never_leaves_fewer_dead_entries` |
//! | 25 | a gateway's take, a user's cost of switching | share and switches never rise | with markets |
//! | 26 | a sale split at an exchange | the total | with markets |
//! | 27 | two like gateways or networks swapped | results swap | `laws::symmetry::like_networks_and_gateways_swap_their_results` |
//! | 28 | all mechanisms off | balances and supply | `laws::proof::with_all_mechanisms_off_no_coin_moves` |
//! | 29 | any declared setting | some result | `laws::settings::every_declared_setting_changes_some_result` |
//! | 30 | the seed | everything; and nothing if it stays | `determinism::another_seed_is_another_history` |

mod admission;
mod deadlines;
mod inert;
mod limits;
mod links;
mod lists;
mod proof;
mod queues;
mod runs;
mod settings;
mod streams;
mod symmetry;
mod weights;

use std::fs;

use crate::support;

const TABLE: &str = include_str!("laws.rs");

/// The rows of the table: number and last cell.
fn rows() -> Vec<(u32, &'static str)> {
    let rows = TABLE.lines().filter_map(|line| line.strip_prefix("//! | "));
    let cells = rows.map(|row| row.trim_end_matches(" |").split(" | ").collect::<Vec<_>>());
    cells.filter_map(|cells| Some((cells[0].parse().ok()?, *cells.last()?))).collect()
}

#[test]
fn the_table_of_laws_names_thirty_laws_and_tests_that_exist() {
    let rows = rows();
    assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), (1..=30).collect::<Vec<_>>());
    let folder = support::root().join("sim/lab/tests/it");
    for (law, cell) in rows {
        for test in cell.split('`').skip(1).step_by(2).filter(|name| name.contains("::")) {
            let (file, name) = test.rsplit_once("::").expect("it contains colons");
            let path = folder.join(format!("{}.rs", file.replace("::", "/")));
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert!(text.contains(&format!("fn {name}(")), "law {law}: there is no test `{test}`");
        }
    }
}
