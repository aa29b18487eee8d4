/* SPDX-License-Identifier: Apache-2.0 */
/* Making of VC objects, shared by both directions of calling. */
#ifndef VCM_VC_IN_H
#define VCM_VC_IN_H

#include "vcm_priv.h"

/* A VC object for a call; NULL if memory runs out. */
struct vc *svc_new(struct vcm *v, uni_call call);
/* VPI/VCI are known: receive on them. vc->link stays NULL on failure. */
void svc_opened(struct vc *vc, vtime now, uint16_t vpi, uint16_t vci, size_t max_rx);
/* The call is active: start the inactivity timer if this VC has one. */
void svc_active(struct vc *vc, vtime now);

#endif
