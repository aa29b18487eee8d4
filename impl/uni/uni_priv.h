/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the user side. */
#ifndef UNI_UNI_PRIV_H
#define UNI_UNI_PRIV_H

#include "uni/cc.h"
#include "uni/uni.h"

struct uni {
	struct cc cc;
	struct uni_config config;
	struct q2931_msg setup; /* template with our calling number */
};

extern const struct cc_side uni_side;

#endif
