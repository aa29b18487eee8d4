/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of numbered packets of test flows. */
#ifndef TESTER_STREAM_H
#define TESTER_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "engine/engine.h"

struct streams;

/* Hand over one UDP payload of a flow; 'tag' is what the stream was started with. Valid during the call. */
typedef void (*stream_send)(void *ctx, vtime now, size_t flow, uint32_t tag, const uint8_t *payload, size_t len);

/* 'numbers' are the flows' numbers, borrowed. NULL if memory runs out. */
struct streams *streams_create(struct engine *engine, size_t n_flows, const uint32_t *numbers, void *ctx,
			       stream_send send);
/* Takes its events out of the engine. */
void streams_free(struct streams *s);
/* Start, or change, the stream of a flow: the first packet now, then one 'every' so often; every 0: 'count' packets
 * now. count 0: until it is stopped. Sequence numbers go on over all streams of a flow. */
void streams_start(struct streams *s, vtime now, size_t flow, vtime every, uint32_t count, uint32_t len, uint32_t tag);
void streams_stop(struct streams *s, size_t flow);

#endif
