/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine of a case: one queue of events ordered by (time, sequence), and the
 * clock driver that lets time pass. Events of equal time run in the order in
 * which they were scheduled. One event runs to completion before the next.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vtime.h"

struct engine;
typedef uint64_t engine_event; /* handle, never 0, never reused */

typedef void (*engine_fn)(void *ctx, vtime now);

/* How time passes. The virtual driver jumps; the wall driver sleeps until an event
 * is due and lets file descriptors wake it (for peers that own a clock). */
struct clock_driver {
	void *ctx;
	/* Return once 'until' is reached or, for drivers that watch descriptors, when
	 * something came in: then the current time, which is less than 'until'. VTIME_NEVER
	 * as answer to VTIME_NEVER says that nothing can happen any more. */
	vtime (*wait)(void *ctx, vtime until);
};
struct clock_driver clock_virtual(void);
/* Wall clock since creation of the driver, scaled 1:1; an event runs when its time
 * has come or later, and is told the time it is. Free with clock_wall_free. 'wait' is
 * NULL if memory or descriptors ran out. */
struct clock_driver clock_wall(void);
void clock_wall_free(struct clock_driver *d);
/* Call fn(ctx, now) whenever fd is readable while the engine waits. */
bool clock_wall_watch(struct clock_driver *d, int fd, engine_fn fn, void *ctx);
/* Stop watching; not from inside a watcher. False if fd was not watched. */
bool clock_wall_unwatch(struct clock_driver *d, int fd);

struct engine *engine_create(struct clock_driver driver);
void engine_free(struct engine *e);
vtime engine_now(const struct engine *e);
/* Schedule fn(ctx, t) at time t; a t in the past runs at the current time, after
 * what is already due. Returns 0 if memory runs out. */
engine_event engine_at(struct engine *e, vtime t, engine_fn fn, void *ctx);
/* True if the event was still pending. Unknown or past handles are ignored. */
bool engine_cancel(struct engine *e, engine_event ev);
/* Time of the earliest event, VTIME_NEVER if none. */
vtime engine_next(const struct engine *e);
/* Run events up to and including 'until' (time then stands at 'until'), or until
 * engine_stop. With VTIME_NEVER until no event is left (virtual) or nothing is
 * watched any more (wall); time then stands at the last event. Returns the number
 * of events run. */
uint64_t engine_run(struct engine *e, vtime until);
/* From inside an event or watcher: engine_run returns after it; time stands. */
void engine_stop(struct engine *e);

#endif
