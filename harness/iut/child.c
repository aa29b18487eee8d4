/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IUT behind pipes: requests go out, answers are read under limits of time,
 * octets and memory. Inputs and settings are gathered and written in one go; nothing is
 * waited for that has no answer. The child may write only when it is asked, but is never
 * trusted to: both directions are polled, so that neither side can block the other.
 */
#include "iut_private.h"
#include "process.h"
#include "records.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_OCTETS 65536
#define STDERR_KEPT 65536
#define LOOK_MS     100 /* how often a silent child is looked after */
#define UNKNOWN     "isatm-probe-unknown"

struct child {
	struct iut base;
	struct process p;
	struct wr tx;
	size_t tx_at;
	char *rx; /* rx_at..rx_n is not yet taken; searched for a line feed up to rx_seen */
	size_t rx_at, rx_n, rx_seen, rx_cap;
	uint64_t answer_octets, case_octets;
	int64_t looked;   /* wall clock of the last look at the process */
	int64_t case_end; /* wall clock at which the whole case must be over */
	char *errors;     /* standard error, NUL-terminated */
	size_t n_errors;
	const char *request; /* first word of what is being asked, for faults */
};

static struct child *child_of(struct iut *i)
{
	return (struct child *)i;
}

/* --- in and out ------------------------------------------------------------ */

static void read_errors(struct child *c)
{
	char buf[4096];
	ssize_t n;
	/* What does not fit is read all the same, or the child would wait for ever. A
	 * flood is left to the limit of time. */
	for (int k = 0; k < 16 && (n = read(c->p.err, buf, sizeof(buf))) > 0; k++) {
		size_t room = STDERR_KEPT - c->n_errors;
		size_t keep = (size_t)n < room ? (size_t)n : room;
		memcpy(c->errors + c->n_errors, buf, keep);
		c->n_errors += keep;
		c->errors[c->n_errors] = '\0';
		if ((size_t)n < sizeof(buf))
			return;
	}
	if (n == 0)
		process_close(&c->p.err);
}

static bool write_some(struct child *c)
{
	while (c->tx_at < c->tx.len) {
		ssize_t n = write(c->p.in, c->tx.p + c->tx_at, c->tx.len - c->tx_at);
		if (n > 0) {
			c->tx_at += (size_t)n;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return true;
		/* It reads no more. What it has written may still hold the answer. */
		process_close(&c->p.in);
		break;
	}
	wr_reset(&c->tx);
	c->tx_at = 0;
	return true;
}

/* The child closed its output: find out why, and say so. */
static bool gone(struct child *c)
{
	char how[80];
	int status;
	process_close(&c->p.out);
	bool by_itself = process_end(&c->p, LOOK_MS, &status);
	if (c->p.err >= 0)
		read_errors(c);
	if (by_itself)
		process_status_text(status, how, sizeof(how));
	else
		snprintf(how, sizeof(how), "closed its output");
	return iut_fail(&c->base, IUT_CRASHED, "%s instead of answering '%s'", how, c->request);
}

static bool read_some(struct child *c)
{
	if (c->rx_at == c->rx_n)
		c->rx_at = c->rx_n = c->rx_seen = 0;
	if (c->rx_cap - c->rx_n < READ_OCTETS && c->rx_at > 0) {
		memmove(c->rx, c->rx + c->rx_at, c->rx_n - c->rx_at);
		c->rx_n -= c->rx_at;
		c->rx_seen -= c->rx_at;
		c->rx_at = 0;
	}
	if (c->rx_cap - c->rx_n < READ_OCTETS) {
		size_t cap = c->rx_cap + 2 * READ_OCTETS;
		char *rx = realloc(c->rx, cap);
		if (!rx)
			return iut_fail(&c->base, IUT_FLOODED, "out of memory for its output");
		c->rx = rx;
		c->rx_cap = cap;
	}
	ssize_t n = read(c->p.out, c->rx + c->rx_n, READ_OCTETS);
	if (n == 0)
		return gone(c);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? true : gone(c);
	c->rx_n += (size_t)n;
	c->answer_octets += (uint64_t)n;
	c->case_octets += (uint64_t)n;
	if (c->answer_octets > c->base.limits.advance_octets || c->case_octets > c->base.limits.case_octets)
		return iut_fail(&c->base, IUT_FLOODED, "wrote more than %llu octets in answer to '%s'",
				(unsigned long long)c->answer_octets - 1, c->request);
	return true;
}

static bool look_after(struct child *c, bool quiet)
{
	c->looked = process_clock_ms();
	struct process_use use = process_use(&c->p);
	if (use.processes > c->base.limits.processes)
		return iut_fail(&c->base, IUT_FLOODED, "runs %zu processes while answering '%s'", use.processes,
				c->request);
	if (use.octets > c->base.limits.memory_octets)
		return iut_fail(&c->base, IUT_FLOODED, "takes %llu MiB of memory while answering '%s'",
				(unsigned long long)(use.octets >> 20), c->request);
	/* Something that it started may hold its output open after its end. */
	return quiet && process_ended(&c->p) ? gone(c) : true;
}

/* Wait until something can be read or written. */
static bool wait_io(struct child *c, int64_t until)
{
	int64_t left = until - process_clock_ms();
	if (left <= 0 && until == c->case_end)
		return iut_fail(&c->base, IUT_HUNG, "the whole case takes longer than %u ms", c->base.limits.case_ms);
	if (left <= 0)
		return iut_fail(&c->base, IUT_HUNG, "no answer to '%s' within %u ms", c->request,
				c->base.limits.answer_ms);
	struct pollfd fds[3] = {{.fd = c->p.out, .events = POLLIN},
				{.fd = c->p.err, .events = POLLIN},
				{.fd = c->tx_at < c->tx.len ? c->p.in : -1, .events = POLLOUT}};
	int n = poll(fds, 3, left < LOOK_MS ? (int)left : LOOK_MS);
	if (n < 0)
		return errno == EINTR ? true : iut_fail(&c->base, IUT_SPAWN, "poll: %s", strerror(errno));
	if ((n == 0 || until - left - c->looked > LOOK_MS) && !look_after(c, n == 0))
		return false;
	if (fds[1].revents)
		read_errors(c);
	if (fds[2].revents && !write_some(c))
		return false;
	return fds[0].revents ? read_some(c) : true;
}

/* --- records ---------------------------------------------------------------- */

/* The next record of the child, which must be there before 'until'. */
static bool next_record(struct child *c, int64_t until, struct record *r)
{
	char why[160];
	for (;;) {
		char *lf = memchr(c->rx + c->rx_seen, '\n', c->rx_n - c->rx_seen);
		if (lf) {
			char *line = c->rx + c->rx_at;
			c->rx_at = c->rx_seen = (size_t)(lf - c->rx) + 1;
			if (!record_parse(line, (size_t)(lf - line), r, why, sizeof(why)))
				return iut_fail(&c->base, IUT_PROTOCOL, "in answer to '%s': %s", c->request, why);
			return true;
		}
		c->rx_seen = c->rx_n;
		if (c->rx_n - c->rx_at > RECORD_MAX)
			return iut_fail(&c->base, IUT_PROTOCOL, "in answer to '%s': record longer than %d octets",
					c->request, RECORD_MAX);
		if (!wait_io(c, until))
			return false;
	}
}

/* Begin to wait for an answer; writes what has gathered. Returns when it must have come. */
static bool ask(struct child *c, const char *request, int64_t *until)
{
	c->request = request;
	c->answer_octets = 0;
	if (c->tx.failed)
		return iut_fail(&c->base, IUT_SPAWN, "out of memory");
	if (c->rx_at < c->rx_n)
		return iut_fail(&c->base, IUT_PROTOCOL, "wrote before it was asked '%s'", request);
	c->looked = process_clock_ms();
	*until = c->looked + c->base.limits.answer_ms;
	if (*until > c->case_end)
		*until = c->case_end;
	return write_some(c);
}

static bool unexpected(struct child *c, const struct record *r)
{
	static const char *const names[] = {"hello", "ok", "error", "cell", "frame", "ip", "upcall", "done"};
	return iut_fail(&c->base, IUT_PROTOCOL, "'%s%s%.80s' in answer to '%s'", names[r->kind], *r->text ? " " : "",
			r->text, c->request);
}

/* ok, or error with its reason. False only if the adapter failed. */
static bool ok_or_error(struct child *c, int64_t until, bool *ok, char *err, size_t err_len)
{
	struct record r;
	if (!next_record(c, until, &r))
		return false;
	if (r.kind != REC_OK && r.kind != REC_ERROR)
		return unexpected(c, &r);
	*ok = r.kind == REC_OK;
	if (!*ok)
		snprintf(err, err_len, "%s", *r.text ? r.text : "refused without a reason");
	return true;
}

/* --- operations ------------------------------------------------------------- */

/* What would break a record: settings and requests come from vectors and from the user. */
static bool one_line(const char *s)
{
	for (; *s; s++) {
		if (*s < ' ' || *s > '~')
			return false;
	}
	return true;
}

static bool child_configure(struct iut *i, struct iut_setting *settings, size_t n)
{
	struct child *c = child_of(i);
	int64_t until = 0;
	for (size_t k = 0; k < n; k++) {
		struct iut_setting *s = &settings[k];
		if (!one_line(s->key) || !one_line(s->value)) {
			iut_setting_refuse(s, "not printable ASCII");
			continue;
		}
		record_text(&c->tx, "configure ");
		record_text(&c->tx, s->key);
		record_text(&c->tx, "=");
		record_text(&c->tx, s->value);
		record_end(&c->tx);
	}
	if (!ask(c, "configure", &until))
		return false;
	for (size_t k = 0; k < n; k++) {
		bool ok;
		if (settings[k].refused)
			continue;
		if (!ok_or_error(c, until, &ok, settings[k].reason, sizeof(settings[k].reason)))
			return false;
		settings[k].refused = !ok;
	}
	return true;
}

static bool child_start(struct iut *i, uint64_t seed, char *err, size_t err_len)
{
	struct child *c = child_of(i);
	int64_t until = 0;
	bool ok = false;
	record_text(&c->tx, "start");
	record_number(&c->tx, seed);
	record_end(&c->tx);
	if (ask(c, "start", &until) && ok_or_error(c, until, &ok, err, err_len))
		return ok;
	snprintf(err, err_len, "%s", i->fault_text);
	return false;
}

static void child_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
	struct wr *tx = &child_of(i)->tx;
	record_text(tx, "cell");
	record_number(tx, (uint64_t)t);
	record_octets(tx, cell, 53);
	record_end(tx);
}

static void child_frame(struct iut *i, vtime t, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len)
{
	struct wr *tx = &child_of(i)->tx;
	record_text(tx, "frame");
	record_number(tx, (uint64_t)t);
	record_number(tx, vpi);
	record_number(tx, vci);
	record_number(tx, clp);
	record_octets(tx, sdu, len);
	record_end(tx);
}

static void child_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len)
{
	struct wr *tx = &child_of(i)->tx;
	record_text(tx, "ip");
	record_number(tx, (uint64_t)t);
	record_octets(tx, packet, len);
	record_end(tx);
}

static bool child_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len)
{
	struct child *c = child_of(i);
	int64_t until = 0;
	bool ok = false;
	if (!one_line(request)) {
		snprintf(err, err_len, "request is not printable ASCII");
		return false;
	}
	record_text(&c->tx, "control");
	record_number(&c->tx, (uint64_t)t);
	record_text(&c->tx, " ");
	record_text(&c->tx, request);
	record_end(&c->tx);
	if (ask(c, "control", &until) && ok_or_error(c, until, &ok, err, err_len))
		return ok;
	snprintf(err, err_len, "%s", i->fault_text);
	return false;
}

static bool emit(struct child *c, const struct record *r)
{
	static const enum iut_port ports[] = {
	    [REC_CELL] = IUT_CELL, [REC_FRAME] = IUT_FRAME, [REC_IP] = IUT_IP, [REC_UPCALL] = IUT_CONTROL};
	struct iut_output o = {.time = r->time,
			       .port = ports[r->kind],
			       .vpi = r->vpi,
			       .vci = r->vci,
			       .clp = r->clp,
			       .octets = r->octets,
			       .len = r->len};
	if (r->kind == REC_UPCALL) {
		o.octets = (const uint8_t *)r->text;
		o.len = strlen(r->text);
	}
	return iut_emit(&c->base, &o);
}

static bool child_advance(struct iut *i, vtime t, vtime *next)
{
	struct child *c = child_of(i);
	struct record r;
	int64_t until = 0;
	record_text(&c->tx, "advance");
	record_number(&c->tx, (uint64_t)t);
	record_end(&c->tx);
	if (!ask(c, "advance", &until))
		return false;
	while (next_record(c, until, &r)) {
		if (r.kind == REC_DONE) {
			*next = r.time;
			return true;
		}
		if (r.kind < REC_CELL || r.kind > REC_UPCALL)
			return unexpected(c, &r);
		if (!emit(c, &r))
			return false;
	}
	return false;
}

static bool child_unknown(struct iut *i, bool *refused)
{
	struct child *c = child_of(i);
	char reason[80];
	int64_t until = 0;
	bool ok;
	record_text(&c->tx, UNKNOWN " 1 2 3");
	record_end(&c->tx);
	if (!ask(c, UNKNOWN, &until) || !ok_or_error(c, until, &ok, reason, sizeof(reason)))
		return false;
	*refused = !ok;
	return true;
}

/* Read away what still comes, until both pipes are closed or time is up. */
static void drain_pipes(struct child *c, int64_t until)
{
	char buf[4096];
	while (c->p.out >= 0) {
		int64_t left = until - process_clock_ms();
		struct pollfd fds[2] = {{.fd = c->p.out, .events = POLLIN}, {.fd = c->p.err, .events = POLLIN}};
		if (left <= 0 || (poll(fds, 2, left < LOOK_MS ? (int)left : LOOK_MS) == 0 && process_ended(&c->p)))
			return;
		if (fds[1].revents)
			read_errors(c);
		if (fds[0].revents && read(c->p.out, buf, sizeof(buf)) == 0)
			process_close(&c->p.out);
	}
}

static void child_finish(struct iut *i)
{
	struct child *c = child_of(i);
	char how[80];
	int status;
	unsigned patience = 0; /* none for a child that has failed */
	if (i->fault == IUT_FINE) {
		patience = i->limits.end_ms;
		int64_t until = process_clock_ms() + patience;
		record_text(&c->tx, "bye\n");
		if (c->p.in >= 0)
			write_some(c);
		process_close(&c->p.in);
		drain_pipes(c, until);
	}
	bool running = c->p.pid > 0;
	bool ended = process_end(&c->p, patience, &status);
	if (c->p.err >= 0)
		read_errors(c);
	process_close(&c->p.in);
	process_close(&c->p.out);
	process_close(&c->p.err);
	if (!running)
		return;
	if (!ended)
		iut_fail(i, IUT_HUNG, "did not end within %u ms after 'bye'", patience);
	else if (status != 0) {
		process_status_text(status, how, sizeof(how));
		iut_fail(i, IUT_CRASHED, "%s after 'bye'", how);
	}
}

static void child_close(struct iut *i)
{
	struct child *c = child_of(i);
	wr_free(&c->tx);
	free(c->rx);
	free(c->errors);
	free(c);
}

static const char *child_errors(const struct iut *i)
{
	return ((const struct child *)i)->errors;
}

static const struct iut_ops child_ops = {
    .configure = child_configure,
    .start = child_start,
    .cell = child_cell,
    .frame = child_frame,
    .ip = child_ip,
    .control = child_control,
    .advance = child_advance,
    .unknown = child_unknown,
    .finish = child_finish,
    .close = child_close,
    .errors = child_errors,
};

static bool say_hello(struct child *c)
{
	struct record r;
	int64_t until = 0;
	char why[160];
	record_text(&c->tx, "hello isatm 1\n");
	if (!ask(c, "hello", &until) || !next_record(c, until, &r))
		return false;
	if (r.kind != REC_HELLO)
		return unexpected(c, &r);
	if (!hello_parse(r.text, &c->base.hello, why, sizeof(why)))
		return iut_fail(&c->base, IUT_PROTOCOL, "%s", why);
	return true;
}

/* The last line of standard error often says it all ("not found"). */
static void add_errors(struct child *c, char *err, size_t err_len)
{
	char words[120];
	size_t n = strlen(err);
	iut_last_words(&c->base, words, sizeof(words));
	if (*words)
		snprintf(err + n, err_len - n, " (%s)", words);
}

struct iut *child_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		       size_t err_len)
{
	struct child *c = calloc(1, sizeof(*c));
	char *rx = malloc(2 * READ_OCTETS), *errors = malloc(STDERR_KEPT + 1);
	*fault = IUT_SPAWN;
	if (!c || !rx || !errors) {
		free(c);
		free(rx);
		free(errors);
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	iut_init(&c->base, &child_ops, limits);
	c->rx = rx;
	c->rx_cap = 2 * READ_OCTETS;
	c->errors = errors;
	errors[0] = '\0';
	c->request = "";
	c->case_end = process_clock_ms() + limits->case_ms;
	if (!process_start(&c->p, argument, limits, err, err_len)) {
		child_close(&c->base);
		return NULL;
	}
	if (!say_hello(c)) {
		child_finish(&c->base);
		*fault = c->base.fault;
		snprintf(err, err_len, "%s", c->base.fault_text);
		add_errors(c, err, err_len);
		child_close(&c->base);
		return NULL;
	}
	*fault = IUT_FINE;
	return &c->base;
}
