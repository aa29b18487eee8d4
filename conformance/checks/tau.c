/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

const struct check checks_tau[] = {
	{0},
};
