/* SPDX-License-Identifier: Apache-2.0 */
/* The golden messages once more, written as structs from their descriptions. */
#ifndef WIRE_TESTS_Q2931_BUILT_H
#define WIRE_TESTS_Q2931_BUILT_H

#include "wire/q2931.h"

#define PREFIX 0x47, 0x00, 0x91, 0x81, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0x02, 0, 0, 0, 0
#define ADDR(last)                                                                                                     \
	{                                                                                                              \
		{                                                                                                      \
			PREFIX, last, 0                                                                                \
		}                                                                                                      \
	}
#define CALLED(last)                                                                                                   \
	{                                                                                                              \
		.present = true, .plan = 2, .aesa = ADDR(last)                                                         \
	}
#define CALLING                                                                                                        \
	{                                                                                                              \
		.present = true, .plan = 2, .has_5a = true, .screening = 1, .aesa = ADDR(1)                            \
	}
#define AAL5_BOTH(fwd, bwd)                                                                                            \
	{                                                                                                              \
		.present = true, .type = 5, .has_sdu = true, .fwd_sdu = fwd, .bwd_sdu = bwd, .has_sscs = true          \
	}
#define BLLI_LLC                                                                                                       \
	{                                                                                                              \
		.n = 1, .b = { {.has_l2 = true, .l2 = 0x0c} }                                                          \
	}
#define BLLI_LLC_IP                                                                                                    \
	{                                                                                                              \
		.n = 1,                                                                                                \
		.b = { {.has_l2 = true, .l2 = 0x0c, .has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc} }        \
	}
#define UBR                                                                                                            \
	.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01,                                               \
	.value = {[TD_FWD_PCR01] = 353207, [TD_BWD_PCR01] = 353207}, .best_effort = true
#define VBR_P2MP                                                                                                       \
	.present = true,                                                                                               \
	.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01 | 1u << TD_FWD_SCR0 | 1u << TD_BWD_SCR0 | 1u << TD_FWD_MBS0 |   \
	       1u << TD_BWD_MBS0,                                                                                      \
	.value = {[TD_FWD_PCR01] = 20000, [TD_FWD_SCR0] = 5000, [TD_FWD_MBS0] = 384}, .has_options = true,             \
	.tag_fwd = true, .tag_bwd = true
#define PARTY(flag_, value_)                                                                                           \
	{                                                                                                              \
		.present = true, .flag = flag_, .value = value_                                                        \
	}
#define CAUSE(location_, value_)                                                                                       \
	{                                                                                                              \
		.present = true, .location = location_, .value = value_                                                \
	}
#define VC(vci_)                                                                                                       \
	{                                                                                                              \
		.present = true, .vp_assoc = 1, .vci = vci_                                                            \
	}

/* In the order of golden_q2931. */
static const struct q2931_msg built_q2931[] = {
    /* S31be */
    {.version = UNI_31,
     .call_ref = 1,
     .type = Q2931_SETUP,
     .aal = AAL5_BOTH(9188, 9188),
     .traffic = {UBR},
     .bearer = {.present = true, .class_ = 16, .has_5a = true},
     .blli = BLLI_LLC,
     .qos = {.present = true},
     .called = CALLED(2),
     .calling = CALLING},
    /* S40be */
    {.version = UNI_40,
     .call_ref = 1,
     .type = Q2931_SETUP,
     .aal = AAL5_BOTH(9188, 9188),
     .traffic = {UBR, .has_options = true, .tag_fwd = true, .tag_bwd = true, .fd_fwd = true, .fd_bwd = true},
     .bearer = {.present = true, .class_ = 16, .has_5a = true, .octet_5a = 10},
     .blli = BLLI_LLC,
     .qos = {.present = true},
     .called = CALLED(2),
     .calling = CALLING},
    /* S31mp */
    {.version = UNI_31,
     .call_ref = 2,
     .type = Q2931_SETUP,
     .aal = AAL5_BOTH(9188, 0),
     .traffic = {VBR_P2MP},
     .bearer = {.present = true, .class_ = 16, .has_5a = true, .octet_5a = 2 << 2, .configuration = 1},
     .blli = BLLI_LLC_IP,
     .qos = {.present = true, .coding = 3, .fwd = 3, .bwd = 3},
     .called = CALLED(2),
     .calling = CALLING,
     .endpoint_ref = PARTY(false, 0)},
    /* S40mp */
    {.version = UNI_40,
     .call_ref = 2,
     .type = Q2931_SETUP,
     .aal = AAL5_BOTH(9188, 0),
     .traffic = {VBR_P2MP, .fd_fwd = true, .fd_bwd = true},
     .bearer = {.present = true, .class_ = 16, .has_5a = true, .octet_5a = 10, .configuration = 1},
     .blli = BLLI_LLC_IP,
     .qos = {.present = true, .coding = 3, .fwd = 3, .bwd = 3},
     .ext_qos = {.present = true, .has_clr_fwd = true, .clr_fwd = 8, .has_clr_bwd = true, .clr_bwd = 0xff},
     .called = CALLED(2),
     .calling = CALLING,
     .endpoint_ref = PARTY(false, 0)},
    /* CPROC */
    {.version = UNI_31, .call_ref = 1, .call_ref_flag = true, .type = Q2931_CALL_PROCEEDING, .conn_id = VC(40)},
    /* CONN */
    {.version = UNI_31,
     .call_ref = 1,
     .call_ref_flag = true,
     .type = Q2931_CONNECT,
     .aal = AAL5_BOTH(9188, 9188),
     .blli = BLLI_LLC,
     .conn_id = VC(40)},
    /* CONNmp */
    {.version = UNI_31,
     .call_ref = 2,
     .call_ref_flag = true,
     .type = Q2931_CONNECT,
     .aal = AAL5_BOTH(9188, 0),
     .blli = BLLI_LLC_IP,
     .conn_id = VC(41),
     .endpoint_ref = PARTY(true, 0)},
    /* CACK */
    {.version = UNI_31, .call_ref = 1, .type = Q2931_CONNECT_ACK},
    /* ADDP */
    {.version = UNI_31,
     .call_ref = 2,
     .type = Q2931_ADD_PARTY,
     .aal = AAL5_BOTH(9188, 0),
     .blli = BLLI_LLC_IP,
     .called = CALLED(3),
     .calling = CALLING,
     .endpoint_ref = PARTY(false, 1)},
    /* ADDPA */
    {.version = UNI_31,
     .call_ref = 2,
     .call_ref_flag = true,
     .type = Q2931_ADD_PARTY_ACK,
     .endpoint_ref = PARTY(true, 1)},
    /* ADDPR */
    {.version = UNI_31,
     .call_ref = 2,
     .call_ref_flag = true,
     .type = Q2931_ADD_PARTY_REJECT,
     .cause = {.present = true, .location = 2, .value = 37, .diag = {0x84}, .n_diag = 1},
     .endpoint_ref = PARTY(true, 1)},
    /* DROPP */
    {.version = UNI_31,
     .call_ref = 2,
     .type = Q2931_DROP_PARTY,
     .cause = CAUSE(0, 16),
     .endpoint_ref = PARTY(false, 1)},
    /* DROPPA */
    {.version = UNI_31,
     .call_ref = 2,
     .call_ref_flag = true,
     .type = Q2931_DROP_PARTY_ACK,
     .cause = CAUSE(0, 16),
     .endpoint_ref = PARTY(true, 1)},
    /* PALERT */
    {.version = UNI_40,
     .call_ref = 2,
     .call_ref_flag = true,
     .type = Q2931_PARTY_ALERTING,
     .endpoint_ref = PARTY(true, 1)},
    /* REL16 */
    {.version = UNI_31, .call_ref = 1, .type = Q2931_RELEASE, .cause = CAUSE(0, 16)},
    /* REL37 */
    {.version = UNI_31,
     .call_ref = 1,
     .call_ref_flag = true,
     .type = Q2931_RELEASE,
     .cause = {.present = true, .location = 2, .value = 37, .diag = {0x84, 0x85}, .n_diag = 2}},
    /* RELC */
    {.version = UNI_31, .call_ref = 1, .call_ref_flag = true, .type = Q2931_RELEASE_COMPLETE, .cause = CAUSE(2, 17)},
    /* RELC102 */
    {.version = UNI_31,
     .call_ref = 1,
     .call_ref_flag = true,
     .type = Q2931_RELEASE_COMPLETE,
     .cause = {.present = true, .value = 102, .diag = "313", .n_diag = 3}},
    /* STATUS */
    {.version = UNI_31,
     .call_ref = 1,
     .call_ref_flag = true,
     .type = Q2931_STATUS,
     .call_state = {true, 10},
     .cause = CAUSE(2, 30)},
    /* STATENQ */
    {.version = UNI_31, .call_ref = 1, .type = Q2931_STATUS_ENQUIRY},
    /* RESTART */
    {.version = UNI_31, .call_ref = Q2931_CR_GLOBAL, .type = Q2931_RESTART, .restart = {true, 2}},
    /* RESTACK */
    {.version = UNI_31,
     .call_ref = Q2931_CR_GLOBAL,
     .call_ref_flag = true,
     .type = Q2931_RESTART_ACK,
     .restart = {true, 2}},
    /* LSREQ */
    {.version = UNI_40,
     .call_ref = Q2931_CR_DUMMY,
     .type = Q2931_LEAF_SETUP_REQUEST,
     .calling = CALLING,
     .called = CALLED(2),
     .lij_call_id = {true, 7},
     .leaf_seq = {true, 42}},
    /* LSFAIL */
    {.version = UNI_40,
     .call_ref = Q2931_CR_DUMMY,
     .call_ref_flag = true,
     .type = Q2931_LEAF_SETUP_FAILURE,
     .cause = CAUSE(2, 21),
     .called = CALLED(2),
     .leaf_seq = {true, 42}},
    /* BLLI3 */
    {.version = UNI_31,
     .call_ref = 3,
     .type = Q2931_SETUP,
     .blli = {.n = 3,
	      .bare = true,
	      .b = {{.has_l2 = true,
		     .l2 = 0x0c,
		     .has_l3 = true,
		     .l3 = 0x0b,
		     .has_ipi = true,
		     .ipi = 0x80,
		     .has_snap = true,
		     .snap = {0, 0, 0, 8, 0}},
		    {.has_l2 = true, .l2 = 0x0c, .has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcf},
		    {.has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc}}}},
};

#endif
