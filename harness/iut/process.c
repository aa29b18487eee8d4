/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Children are started with posix_spawn, which shares memory until exec instead of
 * copying page tables: a fresh process for each case stays cheap however large
 * the harness has grown. They lead a process group, which is killed as a whole; who leaves the
 * group is handed to us when its parent dies (we are its "subreaper") and killed then. So
 * nothing that an IUT forked outlives its case.
 */
#include "process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORDS      256
#define MAX_FILE       ((rlim_t)1 << 30)
#define MAX_FILES_OPEN 1024
#define ORPHANS_MS     5000 /* how long children that fork faster than they are killed are fought */
#define SHELL_SYNTAX   "'\"\\$`&|;<>()*?[]{}~#!\n\t"

extern char **environ;

/* Leaders that have not been reaped. */
static struct process *alive;

int64_t process_clock_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t ticks_since_boot(void)
{
	struct timespec ts;
	long hz = sysconf(_SC_CLK_TCK);
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * hz + (int64_t)ts.tv_nsec * hz / 1000000000;
}

void process_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A pipe to a child that has ended must be an error to handle, not our own end. */
static void ignore_sigpipe(void)
{
	struct sigaction old;
	if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
		struct sigaction ignore = {.sa_handler = SIG_IGN};
		sigaction(SIGPIPE, &ignore, NULL);
	}
}

/* ends[0..2] become the child's, ours[0..2] ours: input, output, standard error. */
static bool make_pipes(int theirs[3], int ours[3])
{
	for (int i = 0; i < 3; i++)
		theirs[i] = ours[i] = -1;
	for (int i = 0; i < 3; i++) {
		int fd[2];
		if (pipe2(fd, O_CLOEXEC) != 0)
			return false;
		theirs[i] = fd[i == 0 ? 0 : 1];
		ours[i] = fd[i == 0 ? 1 : 0];
		if (fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0)
			return false;
	}
	return true;
}

/* Split a command without shell syntax into words, in place. */
static size_t split(char *command, char **argv)
{
	size_t n = 0;
	char *save = NULL;
	for (char *w = strtok_r(command, " ", &save); w && n < MAX_WORDS; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n] = NULL;
	return n;
}

static int spawn(pid_t *pid, const char *command, const int theirs[3])
{
	char *copy = strdup(command);
	char *argv[MAX_WORDS + 1] = {(char *)"/bin/sh", (char *)"-c", copy, NULL};
	if (!copy)
		return ENOMEM;
	/* An equals sign in the first word sets a variable. */
	const char *equals = strchr(command, '=');
	bool assigns = equals && strcspn(command + strspn(command, " "), " ") > (size_t)(equals - command);
	if (!assigns && !strpbrk(command, SHELL_SYNTAX))
		split(copy, argv);

	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int e = posix_spawn_file_actions_init(&actions);
	if (e) {
		free(copy);
		return e;
	}
	e = posix_spawnattr_init(&attr);
	if (!e) {
		for (int i = 0; i < 3 && !e; i++)
			e = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
		if (!e)
			e = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
		posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
		posix_spawnattr_setpgroup(&attr, 0);
		posix_spawnattr_setsigdefault(&attr, &all);
		posix_spawnattr_setsigmask(&attr, &none);
		if (!e)
			e = posix_spawnp(pid, argv[0], &actions, &attr, argv, environ);
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&actions);
	free(copy);
	return e;
}

static void limit(pid_t pid, enum __rlimit_resource what, rlim_t most)
{
	struct rlimit r;
	if (prlimit(pid, what, NULL, &r) != 0 || r.rlim_max < most)
		return;
	r.rlim_cur = r.rlim_max = most;
	prlimit(pid, what, &r, NULL);
}

/* We and the child never work at the same time: one asks, the other answers. On one processor
 * an exchange takes a quarter of the time that waking up another one costs. The child
 * inherits the setting; only this thread is held, and only while the child lives. */
static void keep_together(struct process *p)
{
	cpu_set_t one;
	int cpu = sched_getcpu();
	if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getaffinity(0, sizeof(p->allowed), &p->allowed) != 0 ||
	    CPU_COUNT(&p->allowed) < 2)
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	p->together = sched_setaffinity(0, sizeof(one), &one) == 0;
}

static void let_go(struct process *p)
{
	if (p->together)
		sched_setaffinity(0, sizeof(p->allowed), &p->allowed);
	p->together = false;
}

bool process_start(struct process *p, const char *command, const struct iut_limits *limits, char *err, size_t err_len)
{
	int theirs[3], ours[3];
	*p = (struct process){.in = -1, .out = -1, .err = -1, .born = ticks_since_boot()};
	ignore_sigpipe();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	keep_together(p);
	int e = make_pipes(theirs, ours) ? spawn(&p->pid, command, theirs) : errno;
	for (int i = 0; i < 3; i++) {
		process_close(&theirs[i]);
		if (e)
			process_close(&ours[i]);
	}
	if (e) {
		let_go(p);
		p->pid = 0;
		snprintf(err, err_len, "cannot start '%.100s': %s", command, strerror(e));
		return false;
	}
	p->in = ours[0];
	p->out = ours[1];
	p->err = ours[2];
	p->next_alive = alive;
	alive = p;
	/* Address space is no measure: sanitizers and some languages reserve terabytes. Resident
	 * memory is watched instead. */
	limit(p->pid, RLIMIT_CORE, 0);
	limit(p->pid, RLIMIT_CPU, limits->cpu_s);
	limit(p->pid, RLIMIT_FSIZE, MAX_FILE);
	limit(p->pid, RLIMIT_NOFILE, MAX_FILES_OPEN);
	return true;
}

bool process_ended(const struct process *p)
{
	siginfo_t info = {0};
	return p->pid <= 0 ||
	       (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0);
}

/* What /proc/PID/stat says of a process. */
struct stat_line {
	pid_t pid, parent, group;
	int64_t born;
	uint64_t resident;
};

static bool read_stat(const char *pid, struct stat_line *s)
{
	char path[64], text[512];
	long long born, resident;
	int parent, group;
	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	/* The name in brackets may hold anything; the last bracket ends it. */
	char *rest = strrchr(text, ')');
	if (!rest ||
	    sscanf(rest + 1, " %*c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %lld %*u %lld",
		   &parent, &group, &born, &resident) != 4)
		return false;
	*s = (struct stat_line){.pid = (pid_t)strtol(pid, NULL, 10),
				.parent = parent,
				.group = group,
				.born = born,
				.resident = (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE)};
	return true;
}

/* Call fn for every process there is. */
static void each_process(void (*fn)(void *ctx, const struct stat_line *s), void *ctx)
{
	struct stat_line s;
	DIR *dir = opendir("/proc");
	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));) {
		if (isdigit((unsigned char)e->d_name[0]) && read_stat(e->d_name, &s))
			fn(ctx, &s);
	}
	closedir(dir);
}

/* All processes that belong to a child: its group, what they started, and what was handed to us since it was born. */
struct family {
	const struct process *p;
	struct member {
		pid_t pid, parent;
		uint64_t resident;
		bool in;
	} * v;
	size_t n, cap;
};

static void note_process(void *ctx, const struct stat_line *s)
{
	struct family *f = ctx;
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 256;
		struct member *v = realloc(f->v, cap * sizeof(*v));
		if (!v)
			return;
		f->v = v;
		f->cap = cap;
	}
	bool orphan = s->parent == getpid() && s->born >= f->p->born;
	for (const struct process *p = alive; p && orphan; p = p->next_alive)
		orphan = p->pid != s->pid;
	f->v[f->n++] = (struct member){s->pid, s->parent, s->resident, s->group == f->p->pid || orphan};
}

static int by_pid(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

struct process_use process_use(const struct process *p)
{
	struct family f = {.p = p};
	struct process_use use = {0};
	each_process(note_process, &f);
	if (f.n)
		qsort(f.v, f.n, sizeof(*f.v), by_pid);
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < f.n; i++) {
			struct member key = {.pid = f.v[i].parent}, *parent;
			parent = f.v[i].in ? NULL : bsearch(&key, f.v, f.n, sizeof(key), by_pid);
			if (parent && parent->in)
				f.v[i].in = more = true;
		}
	}
	for (size_t i = 0; i < f.n; i++) {
		use.octets += f.v[i].in ? f.v[i].resident : 0;
		use.processes += f.v[i].in;
	}
	free(f.v);
	return use;
}

struct orphans {
	int64_t born;
	const pid_t *spared;
	size_t n_spared;
	bool found;
};

static void kill_orphan(void *ctx, const struct stat_line *s)
{
	struct orphans *o = ctx;
	if (s->parent != getpid() || s->born < o->born)
		return;
	for (const struct process *p = alive; p; p = p->next_alive) {
		if (p->pid == s->pid)
			return;
	}
	for (size_t i = 0; i < o->n_spared; i++) {
		if (o->spared[i] == s->pid)
			return;
	}
	o->found = true;
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, WNOHANG);
}

static bool has_children(void)
{
	siginfo_t info;
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Kill the group (0: none) and orphans until none is left. A group keeps its number as long as it has members. */
static void end_descendants(pid_t group, struct orphans o)
{
	int64_t until = process_clock_ms() + ORPHANS_MS;
	for (;;) {
		o.found = false;
		bool members = group > 0 && kill(-group, SIGKILL) == 0;
		while (group > 0 && waitpid(-group, NULL, WNOHANG) > 0)
			;
		if (has_children())
			each_process(kill_orphan, &o);
		if ((!members && !o.found) || process_clock_ms() >= until)
			return;
		nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
	}
}

void process_end_orphans(const pid_t *spared, size_t n)
{
	end_descendants(0, (struct orphans){.spared = spared, .n_spared = n});
}

static void no_longer_alive(const struct process *p)
{
	struct process **at = &alive;
	while (*at && *at != p)
		at = &(*at)->next_alive;
	if (*at)
		*at = p->next_alive;
}

bool process_end(struct process *p, unsigned ms, int *status)
{
	*status = 0;
	if (p->pid <= 0)
		return true;
	int64_t until = process_clock_ms() + ms;
	long pause_ns = 20000;
	bool ended;
	while (!(ended = process_ended(p)) && process_clock_ms() < until) {
		nanosleep(&(struct timespec){.tv_nsec = pause_ns}, NULL);
		if (pause_ns < 2000000)
			pause_ns *= 2;
	}
	/* Before reaping: as long as the leader is not reaped, its number means this group. */
	kill(-p->pid, SIGKILL);
	kill(p->pid, SIGKILL);
	while (waitpid(p->pid, status, 0) < 0 && errno == EINTR)
		;
	no_longer_alive(p);
	end_descendants(p->pid, (struct orphans){.born = p->born});
	p->pid = 0;
	let_go(p);
	return ended;
}

void process_status_text(int status, char *out, size_t len)
{
	if (WIFSIGNALED(status))
		snprintf(out, len, "killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(out, len, "ended with exit status %d", WEXITSTATUS(status));
}
