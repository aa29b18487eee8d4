/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wall clock: CLOCK_MONOTONIC since the driver was made. Waiting is one timerfd
 * beside the watched descriptors in one poll, so it neither spins nor oversleeps
 * what came in.
 */
#include "engine/engine.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct watch {
	engine_fn fn;
	void *ctx;
};

struct wall {
	struct timespec start;
	struct pollfd *fds; /* [0] is the timer; watch i has fds[i + 1] */
	struct watch *watches;
	size_t n, cap; /* watches */
};

static vtime wall_now(const struct wall *w)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return VT_S(t.tv_sec - w->start.tv_sec) + (t.tv_nsec - w->start.tv_nsec);
}

/* Set the timer to the driver's time 'until'; VTIME_NEVER disarms it. */
static void arm(struct wall *w, vtime until)
{
	struct itimerspec spec = {0};
	if (until != VTIME_NEVER) {
		vtime ns = until % VT_S(1) + w->start.tv_nsec;
		spec.it_value.tv_sec = w->start.tv_sec + until / VT_S(1) + ns / VT_S(1);
		spec.it_value.tv_nsec = ns % VT_S(1);
	}
	timerfd_settime(w->fds[0].fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

/* Call the watchers of what poll found. True if there were any. */
static bool serve(struct wall *w)
{
	bool any = false;
	for (size_t i = 0; i < w->n; i++)
		if (w->fds[i + 1].revents) {
			any = true;
			w->watches[i].fn(w->watches[i].ctx, wall_now(w));
		}
	return any;
}

static vtime wall_wait(void *ctx, vtime until)
{
	struct wall *w = ctx;
	if (w->n == 0 && until == VTIME_NEVER)
		return VTIME_NEVER; /* nothing can ever happen */
	arm(w, until);
	for (;;) {
		int timeout = wall_now(w) >= until ? 0 : -1;
		int n = poll(w->fds, (nfds_t)(w->n + 1), timeout);
		bool any = n > 0 && serve(w);
		vtime now = wall_now(w);
		if (any || n < 0 || now >= until)
			return now;
	}
}

struct clock_driver clock_wall(void)
{
	struct clock_driver none = {0};
	struct wall *w = calloc(1, sizeof(*w));
	if (!w)
		return none;
	w->fds = calloc(1, sizeof(*w->fds));
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (!w->fds || timer < 0) {
		if (timer >= 0)
			close(timer);
		free(w->fds);
		free(w);
		return none;
	}
	clock_gettime(CLOCK_MONOTONIC, &w->start);
	w->fds[0] = (struct pollfd){.fd = timer, .events = POLLIN};
	return (struct clock_driver){.ctx = w, .wait = wall_wait};
}

void clock_wall_free(struct clock_driver *d)
{
	struct wall *w = d->ctx;
	if (w) {
		close(w->fds[0].fd);
		free(w->fds);
		free(w->watches);
		free(w);
	}
	*d = (struct clock_driver){0};
}

bool clock_wall_watch(struct clock_driver *d, int fd, engine_fn fn, void *ctx)
{
	struct wall *w = d->ctx;
	struct pollfd *fds = realloc(w->fds, (w->n + 2) * sizeof(*fds));
	if (!fds)
		return false;
	w->fds = fds;
	struct watch *watches = realloc(w->watches, (w->n + 1) * sizeof(*watches));
	if (!watches)
		return false;
	w->watches = watches;
	fds[w->n + 1] = (struct pollfd){.fd = fd, .events = POLLIN};
	watches[w->n] = (struct watch){fn, ctx};
	w->n++;
	return true;
}

bool clock_wall_unwatch(struct clock_driver *d, int fd)
{
	struct wall *w = d->ctx;
	for (size_t i = 0; i < w->n; i++)
		if (w->fds[i + 1].fd == fd) {
			w->n--;
			for (size_t j = i; j < w->n; j++) {
				w->fds[j + 1] = w->fds[j + 2];
				w->watches[j] = w->watches[j + 1];
			}
			return true;
		}
	return false;
}
