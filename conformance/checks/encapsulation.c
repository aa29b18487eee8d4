/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check.h"

const struct check checks_encapsulation[] = {
    {NULL, NULL, NULL},
};
