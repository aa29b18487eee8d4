/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Running cases, in this process or in forked workers. Worker k of n takes every
 * n-th chosen case and writes its results to a pipe; the parent reads them in case
 * order, so the joined result does not depend on who ran what when. Findings hold
 * pointers into memory that was filled before the fork and is the same in both.
 * A worker that dies (a child may kill its parent, the harness may have a fault) costs the case that it ran; another
 * one goes on behind it.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rng.h"
#include "cli.h"
#include "memory.h"
#include "suite.h"

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = number;
}

static void print_event(void *ctx, const struct trace *t, const struct trace_event *e)
{
	char line[160];

	(void)ctx;
	trace_line(t, e, line, sizeof(line));
	printf("%s\n", line);
}

static void harness_failed(struct case_result *r, const char *what, const char *detail)
{
	r->verdict = VERDICT_ERROR;
	snprintf(r->blame, sizeof(r->blame), "harness");
	snprintf(r->error, sizeof(r->error), "%.80s%s%.160s", what, detail[0] != '\0' ? ": " : "", detail);
}

static void keep_files(const struct run_plan *plan, const struct vcase *c, const struct trace *t, struct case_result *r)
{
	char folder[200], path[4096], err[512];
	sigset_t term, before;

	/* Whoever ends the run may wait until the file is whole. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &before);
	case_folder(c, folder, sizeof(folder));
	if (plan->trace_dir != NULL) {
		struct outfile o;
		snprintf(path, sizeof(path), "%s/%s.trace", plan->trace_dir, folder);
		bool ok = outfile_open(&o, path, err, sizeof(err));
		if (ok) {
			bool saved = trace_save(t, o.f);
			snprintf(err, sizeof(err), "%s: %s", path, strerror(errno));
			ok = outfile_close(&o, saved, err, sizeof(err)) && saved;
		}
		if (!ok)
			harness_failed(r, "the trace was not kept", err);
	}
	if (plan->pcap_dir != NULL) {
		snprintf(path, sizeof(path), "%s/%s", plan->pcap_dir, folder);
		if (!make_folders(path, err, sizeof(err)) || !trace_write_pcaps(t, path, err, sizeof(err)))
			harness_failed(r, "the captures were not written", err);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* What a worker left that died while it wrote. */
static void discard_files(const struct run_plan *plan, const struct vcase *c)
{
	char folder[200], path[4096];

	case_folder(c, folder, sizeof(folder));
	if (plan->trace_dir != NULL) {
		snprintf(path, sizeof(path), "%s/%s.trace.new", plan->trace_dir, folder);
		unlink(path);
	}
	if (plan->pcap_dir != NULL) {
		snprintf(path, sizeof(path), "%s/%s", plan->pcap_dir, folder);
		trace_discard_pcaps(path);
	}
}

/* What was lost for want of memory, nobody knows: nothing that was found counts. */
static void starved(struct case_result *r)
{
	case_result_free(r);
	harness_failed(r, "out of memory", "");
	suite_explain(NULL, r, false);
	memory_excuse();
}

/* detailed: cases so far whose page has a diagram; a worker that has made its share of them makes no more. */
static void run_one(const struct run_plan *plan, const struct vcase *c, struct case_result *r, size_t *detailed)
{
	struct vrun run = {0};

	r->seed = rng_derive(plan->seed, c->id);
	if (plan->verbose) {
		print_folded(stdout, "", 4, c->id, ',');
		printf("%13s %-4s   %-7s %s\n", "time, s", "node", "port", "what (> sent, < received)");
	}
	vcase_run(c, plan->iut, plan->pixit, r->seed, plan->verbose ? print_event : NULL, NULL, &run);
	r->duration = run.duration;
	r->n_events = run.events;
	memcpy(r->iut_name, run.iut_name, sizeof(r->iut_name));
	memcpy(r->iut_version, run.iut_version, sizeof(r->iut_version));
	if (run.trace != NULL && !run.harness_error &&
	    !suite_judge(plan->suite, plan->profile, plan->pics, plan->pixit, c, run.trace, r))
		harness_failed(r, "out of memory while judging", "");
	if (run.harness_error) {
		harness_failed(r, "the run", run.text);
	} else if (run.iut_fault) {
		/* What the wire already shows stays a fail; else the case has no verdict but error. */
		snprintf(r->blame, sizeof(r->blame), "iut");
		memcpy(r->error, run.text, sizeof(r->error));
		if (r->verdict != VERDICT_FAIL)
			r->verdict = VERDICT_ERROR;
	}
	suite_explain(run.trace, r, *detailed < DETAIL_CASES_MAX);
	if (memory_short())
		starved(r);
	*detailed += r->verdict > VERDICT_PASS;
	if (run.trace != NULL) {
		keep_files(plan, c, run.trace, r);
		trace_free(run.trace);
	}
}

static bool write_all(int fd, const void *octets, size_t n)
{
	const char *p = octets;

	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

#define STOPS_MAX 20 /* of one worker while a result is waited for */
#define LOOK_MS   500

/* A child may stop its parent, and nobody would ever hear of it again. Go on with it; if it is stopped again and again,
 * end it. What a terminal stops it stops whole, and goes on with by itself. */
static void wake_worker(pid_t pid, unsigned *stops)
{
	siginfo_t info = {0};

	if (waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT) != 0 || info.si_pid != pid ||
	    info.si_code != CLD_STOPPED || info.si_status != SIGSTOP)
		return;
	kill(pid, ++*stops < STOPS_MAX ? SIGCONT : SIGKILL);
}

/* pid: who writes it. */
static bool read_all(int fd, pid_t pid, void *octets, size_t n)
{
	char *p = octets;
	unsigned stops = 0;

	while (n > 0) {
		struct pollfd ready = {.fd = fd, .events = POLLIN};
		int some = poll(&ready, 1, LOOK_MS);
		if (some == 0)
			wake_worker(pid, &stops);
		if (some == 0 || (some < 0 && errno == EINTR && !interrupted))
			continue;
		ssize_t done = some > 0 ? read(fd, p, n) : -1;
		if (done < 0 && errno == EINTR && !interrupted)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* The arrays of a result, in the order in which they travel. */
struct part {
	void **at;
	size_t n, size;
};
#define PARTS 6
static void parts_of(struct case_result *r, struct part parts[PARTS])
{
	struct report_detail *d = &r->detail;
	const struct part all[PARTS] = {
	    {(void **)&r->findings, r->n_findings, sizeof(*r->findings)},
	    {(void **)&d->nodes, d->n_nodes, sizeof(*d->nodes)},
	    {(void **)&d->steps, d->n_steps, sizeof(*d->steps)},
	    {(void **)&d->frames, d->n_frames, sizeof(*d->frames)},
	    {(void **)&d->fields, d->n_fields, sizeof(*d->fields)},
	    {(void **)&d->text, d->n_text, 1},
	};

	memcpy(parts, all, sizeof(all));
}

static bool send_result(int fd, struct case_result *r)
{
	struct part parts[PARTS];

	parts_of(r, parts);
	bool ok = write_all(fd, r, sizeof(*r));
	for (size_t i = 0; ok && i < PARTS; i++)
		ok = parts[i].n == 0 || write_all(fd, *parts[i].at, parts[i].n * parts[i].size);
	return ok;
}

static bool receive_result(int fd, pid_t pid, struct case_result *r)
{
	struct part parts[PARTS];
	bool ok = read_all(fd, pid, r, sizeof(*r));

	if (!ok) {
		*r = (struct case_result){0};
		return false;
	}
	parts_of(r, parts);
	for (size_t i = 0; i < PARTS; i++)
		*parts[i].at = NULL;
	for (size_t i = 0; ok && i < PARTS; i++) {
		*parts[i].at = calloc(parts[i].n + 1, parts[i].size);
		ok = *parts[i].at != NULL && read_all(fd, pid, *parts[i].at, parts[i].n * parts[i].size);
	}
	if (!ok) {
		case_result_free(r);
		*r = (struct case_result){0};
	}
	return ok;
}

/* Runs every n-th chosen case from 'first' on. */
static void worker(const struct run_plan *plan, const struct planned *cases, const size_t *chosen, size_t n,
		   size_t first, unsigned step, int fd)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	size_t detailed = 0;
	for (size_t i = first; i < n; i += step) {
		struct case_result r = {0};
		run_one(plan, &cases[chosen[i]].vcase, &r, &detailed);
		bool sent = send_result(fd, &r);
		case_result_free(&r);
		if (!sent)
			break;
	}
	close(fd);
	fflush(stdout);
	_exit(0);
}

struct workers {
	pid_t pid[64];
	int fd[64];
	unsigned n;
};

/* Worker k begins with the chosen case 'first'. */
static bool start_worker(struct workers *w, unsigned k, size_t first, const struct run_plan *plan,
			 const struct planned *cases, const size_t *chosen, size_t n)
{
	int fds[2];

	w->fd[k] = -1;
	w->pid[k] = -1;
	fflush(stdout);
	fflush(stderr);
	if (pipe(fds) != 0)
		return false;
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		for (unsigned i = 0; i < w->n; i++) {
			if (w->fd[i] >= 0)
				close(w->fd[i]);
		}
		worker(plan, cases, chosen, n, first, w->n, fds[1]);
	}
	close(fds[1]);
	w->pid[k] = pid;
	w->fd[k] = fds[0];
	return pid > 0;
}

static bool start_workers(struct workers *w, const struct run_plan *plan, const struct planned *cases,
			  const size_t *chosen, size_t n)
{
	*w = (struct workers){.n = plan->jobs};
	for (unsigned k = 0; k < w->n; k++)
		w->fd[k] = w->pid[k] = -1;
	for (unsigned k = 0; k < w->n; k++) {
		if (!start_worker(w, k, k, plan, cases, chosen, n))
			return false;
	}
	return true;
}

/* Returns its status as of waitpid. */
static int reap(struct workers *w, unsigned k)
{
	int status = 0;

	if (w->fd[k] >= 0)
		close(w->fd[k]);
	if (w->pid[k] > 0)
		waitpid(w->pid[k], &status, 0);
	w->fd[k] = w->pid[k] = -1;
	return status;
}

static void stop_workers(struct workers *w, bool kill_them)
{
	for (unsigned k = 0; k < w->n && kill_them; k++) {
		if (w->pid[k] > 0)
			kill(w->pid[k], SIGTERM);
	}
	for (unsigned k = 0; k < w->n; k++)
		reap(w, k);
	if (kill_them)
		iut_end_orphans(NULL, 0);
}

/* Signals that a program gets by its own fault. */
static bool is_own_fault(int signal_number)
{
	static const int own[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (own[i] == signal_number)
			return true;
	}
	return false;
}

/* The worker that ran case i died: end what it left, and begin another behind that case. Who was killed beside a child
 * was killed by that, as far as one can tell. */
static bool replace_worker(struct workers *w, size_t i, const struct run_plan *plan, const struct planned *cases,
			   const size_t *chosen, size_t n, struct case_result *r)
{
	unsigned k = (unsigned)(i % w->n);
	char how[100];

	int status = reap(w, k), number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	bool killed = number != 0 && !is_own_fault(number) && iut_factory_is_child(plan->iut);
	snprintf(how, sizeof(how), "%s %d%s", number != 0 ? "signal" : "exit status",
		 number != 0 ? number : WEXITSTATUS(status),
		 killed ? ", which the implementation can send, or a system without memory" : "");
	harness_failed(r, "the worker process that ran this case died", how);
	if (killed)
		snprintf(r->blame, sizeof(r->blame), "iut");
	suite_explain(NULL, r, false);
	iut_end_orphans(w->pid, w->n);
	discard_files(plan, &cases[chosen[i]].vcase);
	return i + w->n >= n || start_worker(w, k, i + w->n, plan, cases, chosen, n);
}

/* One case's result is in: tell the caller, and say whether to go on. */
static bool go_on(const struct run_plan *plan, const struct planned *cases, size_t i, const struct case_result *r,
		  const char **stopped)
{
	if (plan->done != NULL)
		plan->done(plan->ctx, i, &cases[i], r);
	if (plan->fail_fast && r->verdict >= VERDICT_FAIL) {
		*stopped = "--fail-fast";
		return false;
	}
	return true;
}

static size_t run_here(const struct run_plan *plan, const struct planned *cases, const size_t *chosen, size_t n,
		       struct case_result *results, const char **stopped)
{
	size_t detailed = 0;

	for (size_t i = 0; i < n; i++) {
		if (interrupted)
			return i;
		run_one(plan, &cases[chosen[i]].vcase, &results[chosen[i]], &detailed);
		if (!go_on(plan, cases, chosen[i], &results[chosen[i]], stopped))
			return i + 1;
	}
	return n;
}

static size_t run_forked(const struct run_plan *plan, const struct planned *cases, const size_t *chosen, size_t n,
			 struct case_result *results, const char **stopped)
{
	static const char no_worker[] = "no worker process could be started";
	struct workers w;
	size_t i = 0, detailed = 0;

	if (!start_workers(&w, plan, cases, chosen, n)) {
		stop_workers(&w, true);
		*stopped = no_worker;
		return 0;
	}
	for (bool go = true; go && i < n && !interrupted; i++) {
		struct case_result *r = &results[chosen[i]];
		if (!receive_result(w.fd[i % plan->jobs], w.pid[i % plan->jobs], r)) {
			if (interrupted)
				break;
			go = replace_worker(&w, i, plan, cases, chosen, n, r);
			*stopped = go ? NULL : no_worker;
		}
		/* The first cases keep their details, whoever ran them. */
		if (r->verdict > VERDICT_PASS && detailed++ >= DETAIL_CASES_MAX)
			detail_free(&r->detail);
		go = go_on(plan, cases, chosen[i], r, stopped) && go;
	}
	stop_workers(&w, i < n);
	return i;
}

size_t suite_run(const struct run_plan *plan, const struct planned *cases, size_t n, struct case_result *results,
		 const char **stopped)
{
	size_t *chosen = calloc(n + 1, sizeof(*chosen)), n_chosen = 0, ran = 0;
	struct sigaction act = {.sa_handler = on_signal}, old_int, old_term;

	*stopped = NULL;
	interrupted = 0;
	if (chosen == NULL) {
		*stopped = "out of memory";
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (cases[i].choice == CHOSEN)
			chosen[n_chosen++] = i;
	}
	sigaction(SIGINT, &act, &old_int);
	sigaction(SIGTERM, &act, &old_term);
	signal(SIGPIPE, SIG_IGN);
	/* What a child does to its parent must not end the run. What is shown live needs no order but that of one
	 * process. */
	bool apart = iut_factory_is_child(plan->iut) && !plan->verbose;
	if (!apart && (plan->jobs <= 1 || n_chosen < 2))
		ran = run_here(plan, cases, chosen, n_chosen, results, stopped);
	else
		ran = run_forked(plan, cases, chosen, n_chosen, results, stopped);
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGTERM, &old_term, NULL);
	if (interrupted)
		*stopped = interrupted == SIGINT ? "interrupted" : "terminated";
	free(chosen);
	return ran;
}
