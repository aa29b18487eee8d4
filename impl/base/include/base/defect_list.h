/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line per defect or harmless variant: X(identifier, "topic/mnemonic").
 * The descriptions, with the rows each must and may fail, are in
 * conformance/defects/. No include guard: included several times.
 */

/* VC management, best-effort paths and encapsulation (impl/vcm, impl/stack*.c). */
X(teardown_qos_lifetime, "teardown/qos-lifetime") /* TEARDOWN-1: a QoS VC goes after an hour, whatever RSVP says */
X(teardown_initiator_idles_qos, "teardown/initiator-idles-qos")             /* TEARDOWN-2 */
X(teardown_receiver_idles_qos, "teardown/receiver-idles-qos")               /* TEARDOWN-3 */
X(teardown_idle_setting_on_qos, "teardown/idle-setting-on-qos")             /* TEARDOWN-4 */
X(teardown_received_best_effort_idle, "teardown/received-best-effort-idle") /* TEARDOWN-5 */
X(teardown_idle_despite_use, "teardown/idle-despite-use")                   /* TEARDOWN-7: activity is not looked at */
X(teardown_kept_after_resv_tear, "teardown/kept-after-resv-tear")           /* TEARDOWN-8 */
X(teardown_kept_after_path_tear, "teardown/kept-after-path-tear")           /* TEARDOWN-9 */
X(teardown_kept_after_timeout, "teardown/kept-after-timeout")               /* TEARDOWN-10 */
X(teardown_silent_loss, "teardown/silent-loss") /* TEARDOWN-11: RSVP is not told that the VC is gone for good */
X(teardown_normal_release_unnoticed, "teardown/normal-release-unnoticed") /* TEARDOWN-12 */
X(teardown_leaf_loss_unnoticed, "teardown/leaf-loss-unnoticed")           /* TEARDOWN-12: of one leaf of a group */
X(teardown_vc_with_one_party, "teardown/vc-with-one-party")               /* TEARDOWN-1: of a group */
X(teardown_another_leaf, "teardown/another-leaf")                         /* TEARDOWN-1: of a group */
X(datafail_never_given_up, "datafail/never-given-up")                     /* DATAFAIL-1: tries for ever, no error */
X(datafail_no_attempt, "datafail/no-attempt")                             /* DATAFAIL-2 */
X(datafail_control_released, "datafail/control-released")                 /* DATAFAIL-3 */
X(controlfail_qos_kept, "controlfail/qos-kept")                           /* CONTROLFAIL-1 */
X(controlfail_all_released, "controlfail/all-released")                   /* CONTROLFAIL-2 */
X(controlfail_qos_released_at_once, "controlfail/qos-released-at-once")   /* CONTROLFAIL-3 */
X(dynqos_increase_ignored, "dynqos/increase-ignored")                     /* DYNQOS-1 */
X(dynqos_decrease_ignored, "dynqos/decrease-ignored")                     /* DYNQOS-2 */
X(dynqos_wrong_size, "dynqos/wrong-size")                                 /* DYNQOS-6 */
X(dynqos_old_released_early, "dynqos/old-released-early")                 /* DYNQOS-7 */
X(dynqos_old_call_touched, "dynqos/old-call-touched")                 /* DYNQOS-8: a leaf is dropped from the old VC */
X(dynqos_data_off_old_early, "dynqos/data-off-old-early")             /* DYNQOS-9 */
X(dynqos_data_left_on_old, "dynqos/data-left-on-old")                 /* DYNQOS-10 */
X(dynqos_old_released_before_move, "dynqos/old-released-before-move") /* DYNQOS-11 */
X(dynqos_old_leaked, "dynqos/old-leaked")                             /* DYNQOS-12 */
X(dynqos_old_dropped_on_failure, "dynqos/old-dropped-on-failure")     /* DYNQOS-13 */
X(dynqos_failed_increase_accepted, "dynqos/failed-increase-accepted") /* DYNQOS-14 */
X(dynqos_removed_on_failure, "dynqos/removed-on-failure")             /* DYNQOS-15 */
X(dynqos_in_place_hidden, "dynqos/in-place-hidden")                   /* DYNQOS-15: ResvErr without InPlace */
X(dynqos_standing_reported, "dynqos/standing-reported") /* DYNQOS-15: ResvErr names what stands, not what was refused */
X(dynqos_group_all_refused, "dynqos/group-all-refused") /* DYNQOS-15: also who had not asked for more */
X(dynqos_failed_decrease_refused, "dynqos/failed-decrease-refused") /* DYNQOS-16 */
X(dynqos_failed_decrease_hidden, "dynqos/failed-decrease-hidden")   /* DYNQOS-17: RSVP is never told */
X(dynqos_no_retry, "dynqos/no-retry")                               /* DYNQOS-18 */
X(dynqos_parallel_changes, "dynqos/parallel-changes")               /* DYNQOS-19 */
X(dynqos_pending_kept, "dynqos/pending-kept")                       /* DYNQOS-20 */
X(dynqos_newest_forgotten, "dynqos/newest-forgotten")               /* DYNQOS-21 */
X(dynqos_limit_refuses, "dynqos/limit-refuses")               /* DYNQOS-22: changes that come too fast are refused */
X(tau_setting_ignored, "tau/setting-ignored")                 /* TAU-1 */
X(tau_halved, "tau/halved")                                   /* TAU-2 */
X(tau_queued_refused, "tau/queued-refused")                   /* TAU-3 */
X(tau_oldest_kept, "tau/oldest-kept")                         /* TAU-4: the first of several requests wins */
X(tau_queued_forgotten, "tau/queued-forgotten")               /* TAU-5 */
X(tau_cancelled_executed, "tau/cancelled-executed")           /* TAU-5: a change that was taken back is carried out */
X(tau_not_started, "tau/not-started")                         /* TAU-6: the timer never runs */
X(tau_waits_when_idle, "tau/waits-when-idle")                 /* TAU-6 */
X(tau_remapped_before_connect, "tau/remapped-before-connect") /* TAU-7 */
X(tau_old_torn_before_remap, "tau/old-torn-before-remap")     /* TAU-8 */
X(tau_from_setup, "tau/from-setup")                           /* TAU-9 */
X(tau_shared, "tau/shared")                                   /* TAU-10 */
X(encap_llc_not_offered, "encap/llc-not-offered")             /* ENCAP-1 */
X(encap_llc_refused, "encap/llc-refused")                     /* ENCAP-2 */
X(encap_answer_ignored, "encap/answer-ignored") /* ENCAP-3: the first B-LLI offered is used, whatever CONNECT says */
X(encap_vcmux_not_offered, "encap/vcmux-not-offered")   /* ENCAP-4 */
X(encap_rsvp_bare, "encap/rsvp-bare")                   /* ENCAP-5: RSVP leaves without LLC */
X(encap_qos_other_form, "encap/qos-other-form")         /* ENCAP-6 */
X(encap_leaf_left_out, "encap/leaf-left-out")           /* ENCAP-1: who takes no VC multiplexing is refused */
X(encap_lane_frames, "encap/lane-frames")               /* ENCAP-8 */
X(init_no_qos_setup, "init/no-qos-setup")               /* INIT-1 */
X(init_egress_opens, "init/egress-opens")               /* INIT-2: the receiver opens a QoS VC toward the sender */
X(init_qos_call_refused, "init/qos-call-refused")       /* INIT-3 */
X(init_leaf_refused, "init/leaf-refused")               /* INIT-4 */
X(init_setup_on_path, "init/setup-on-path")             /* INIT-5 */
X(init_second_vc_deaf, "init/second-vc-deaf")           /* INIT-7 */
X(init_data_before_connect, "init/data-before-connect") /* INIT-8: data uses the VCI of CALL PROCEEDING */
X(init_egress_releases, "init/egress-releases")         /* INIT-9 */
X(init_parallel_refused, "init/parallel-refused")       /* INIT-10 */
X(backward_sent_unasked, "backward/sent-unasked")       /* BACKWARD-1 */
X(backward_discarded, "backward/discarded")         /* BACKWARD-2: the owner of the VC drops what comes back on it */
X(backward_not_shaped, "backward/not-shaped")       /* BACKWARD-3: the rate granted for the way back is not kept */
X(backward_not_signalled, "backward/not-signalled") /* BACKWARD-5 */
X(backward_signalled_unasked, "backward/signalled-unasked") /* BACKWARD-5 */
X(besteff_excess_dropped, "besteff/excess-dropped")         /* BESTEFF-8 */
X(besteff_policed_at_egress, "besteff/policed-at-egress")   /* BESTEFF-8: the receiver drops what exceeds */
X(control_rsvp_on_qos_vc, "control/rsvp-on-qos-vc")         /* CONTROL-1 */
X(mapping_path_unsent, "mapping/path-unsent")               /* MAPPING-1: Path is kept, but not passed on */
X(mapping_second_flow_lost, "mapping/second-flow-lost")     /* MAPPING-1: data of a further reservation has no way */
X(mapping_shared_vc, "mapping/shared-vc")                   /* MAPPING-3, -4: one VC for all that go to a next hop */
X(mapping_sessions_merged, "mapping/sessions-merged")       /* MAPPING-3, -4: sessions to a group are one */
X(mapping_group_unserved, "mapping/group-unserved")     /* MAPPING-7: a group's reservations are granted without a VC */
X(mapping_second_flow_left, "mapping/second-flow-left") /* MAPPING-2: one reservation is moved, further ones are not */
X(mapping_spare_vc, "mapping/spare-vc")                 /* MAPPING-6: a second VC in reserve */
X(mapping_by_destination, "mapping/by-destination")     /* MAPPING-8: the classifier looks at the destination alone */
X(scope_refresh_is_change, "scope/refresh-is-change")   /* SCOPE-3: a refresh is carried out like a change */

/* Multicast flows (impl/vcm/mc*.c, impl/vcm/group.c, impl/rsvp, impl/stack*.c). */
X(transition_first_early,
  "transition/first-early") /* TRANSITION-1: data on the first QoS VC before all parties are in */
X(transition_replacement_early, "transition/replacement-early") /* TRANSITION-2 */
X(transition_old_silent, "transition/old-silent") /* TRANSITION-3: nothing is sent while a VC is being set up */
X(transition_new_alone, "transition/new-alone")   /* TRANSITION-4: an incomplete VC alone */
X(transition_duplicate_at_switch, "transition/duplicate-at-switch") /* TRANSITION-5 */
X(transition_not_dropped, "transition/not-dropped")                 /* TRANSITION-6: stays on the best-effort VC too */
X(transition_dropped_first, "transition/dropped-first")             /* TRANSITION-7 */
X(transition_duplicates_fatal, "transition/duplicates-fatal")       /* TRANSITION-8: the leaf clears the QoS VC */
X(transition_pause_at_join, "transition/pause-at-join")             /* TRANSITION-9 */
X(dynqos_sender_change_ignored, "dynqos/sender-change-ignored")     /* DYNQOS-3 */
X(dynqos_new_sender_ignored, "dynqos/new-sender-ignored")           /* DYNQOS-4 */
X(dynqos_newcomer_on_small_vc, "dynqos/newcomer-on-small-vc")       /* DYNQOS-5, HETERO-2 */
X(newhop_added_to_old, "newhop/added-to-old")                       /* NEWHOP-1 */
X(newhop_old_leaf_first, "newhop/old-leaf-first")                   /* NEWHOP-2 */
X(newhop_others_called, "newhop/others-called") /* NEWHOP-3: the others are called after the new one was refused */
X(copy_best_effort_to_all, "copy/best-effort-to-all")       /* COPY-1: reserved packets go to all members as well */
X(besteff_reserved_only, "besteff/reserved-only")           /* BESTEFF-1 */
X(besteff_cut_off_at_release, "besteff/cut-off-at-release") /* BESTEFF-3: off the QoS VC before it is on another */
X(besteff_refused_cut_off, "besteff/refused-cut-off")     /* BESTEFF-4: refused on the QoS VC, then off the other too */
X(besteff_late_join_ignored, "besteff/late-join-ignored") /* BESTEFF-6 */
X(party_join_unsignalled, "party/join-unsignalled") /* PARTY-1: a further reservation is granted without ADD PARTY */
X(party_kept_after_tear, "party/kept-after-tear")   /* PARTY-2 */
X(party_join_ignored, "party/join-ignored")         /* PARTY-3 */
X(party_leave_ignored, "party/leave-ignored")       /* PARTY-4 */
X(limhet_second_qos_vc, "limhet/second-qos-vc")     /* LIMHET-1: a QoS VC for each next hop */
X(limhet_vc_per_member, "limhet/vc-per-member")     /* LIMHET-2: best-effort members are served one by one */
X(limhet_unreserved_on_qos, "limhet/unreserved-on-qos")   /* LIMHET-3 */
X(limhet_copy_twice, "limhet/copy-twice")                 /* LIMHET-4 */
X(limhet_sized_to_first, "limhet/sized-to-first")         /* LIMHET-5: the first reservation sets the size */
X(limhet_larger_forced, "limhet/larger-forced")           /* LIMHET-7: who cannot be moved up is left behind */
X(limhet_egress_raises, "limhet/egress-raises")           /* LIMHET-8: more is passed on than was asked for */
X(hetero_different_refused, "hetero/different-refused")   /* HETERO-1 */
X(hetero_smallest_size, "hetero/smallest-size")           /* HETERO-2, HETERO-3 */
X(mapping_unlisted_sender, "mapping/unlisted-sender")     /* MAPPING-9: under SE every sender uses the reservation */
X(mapping_first_sender_only, "mapping/first-sender-only") /* MAPPING-9: under SE only the first one does */
X(mapping_distinct_merged, "mapping/distinct-merged")     /* MAPPING-10: senders under FF share a VC */
X(endpoint_wrong_party, "endpoint/wrong-party")           /* ENDPOINT-2: another member is called */
X(endpoint_all_members, "endpoint/all-members")           /* ENDPOINT-4 */
X(endpoint_non_rsvp_called, "endpoint/non-rsvp-called")   /* ENDPOINT-11: what a user may allow is done without */
X(endpoint_guessed, "endpoint/guessed")                   /* ENDPOINT-13, ENDPOINT-14: some neighbour is called */
X(backward_rate_to_leaves, "backward/rate-to-leaves")     /* BACKWARD-4: a point-to-multipoint VC with a way back */
X(backward_from_leaf, "backward/from-leaf")               /* BACKWARD-4: a leaf sends on it */
X(uni_descriptor_per_party, "uni/descriptor-per-party")   /* UNI-5: ADD PARTY with a traffic descriptor of its own */
X(init_party_refused, "init/party-refused")               /* INIT-4: as an added leaf */

/* Harmless variants of the same. */
X(variant_status_enquiry, "variant/status-enquiry")         /* STATUS ENQUIRY on the old call of a replacement */
X(variant_be_idle_late, "variant/be-idle-late")             /* best-effort VCs are timed out a second later */
X(variant_slower_shaping, "variant/slower-shaping")         /* QoS VCs stay below their peak rate */
X(variant_parties_one_by_one, "variant/parties-one-by-one") /* an ADD PARTY waits for the answer to the one before */
X(variant_old_vc_lingers, "variant/old-vc-lingers")         /* the old VC is closed a second after the move */
X(variant_excess_best_effort, "variant/excess-best-effort") /* excess goes over the best-effort VC */
X(variant_no_single_blli, "variant/no-single-blli")         /* CONNECT without B-LLI if only one was offered */
X(variant_proceeding_first, "variant/proceeding-first")     /* CALL PROCEEDING before CONNECT */
X(variant_late_connect, "variant/late-connect")             /* CALL PROCEEDING, CONNECT 3 s later */
X(variant_own_best_effort_vc, "variant/own-best-effort-vc") /* each side uses a VC that it opened */
X(variant_ie_order, "variant/ie-order")                     /* information elements in another order */
X(variant_call_references, "variant/call-references")       /* other call reference values */
X(variant_no_refresh_jitter, "variant/no-refresh-jitter")   /* refresh intervals do not vary */
