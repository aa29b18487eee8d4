/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc_command FOLDER SKIP COMMAND...: a command of isatm in a folder with what it reads, once as it is; then again,
 * and at each of its allocations (also those of libraries on its behalf) two copies of the process go on: one in which
 * this allocation fails, and one in which all that follow fail too. A copy may find exactly what was found without;
 * else it must end with EXIT_HARNESS and say that memory ran out, and every file that it wrote is the one of the run
 * without failures, or a whole one that says so too. It must not crash, hang, leak, or leave anything else behind.
 *
 * The first SKIP allocations do not fail (where another scenario has the same, loading files for instance).
 *
 * A copy works in a folder of its own, FOLDER.copy, which has what FOLDER had when the allocation was due.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "counted.h"
#include "folder.h"
#include "memory.h"

#define EXIT_BROKEN      99 /* the test itself cannot go on */
#define SECONDS          60 /* that a copy may take, before it hangs */
#define MOST_TOLD        20 /* failures of a scenario that are described */
#define DESCRIPTORS      16
#define PCAP_HEAD        24
#define PCAP_RECORD_HEAD 16
#define PCAP_CAPLEN      8 /* octets before it in the head of a record */

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} known[] = {
    {"run", cmd_run}, {"judge", cmd_judge}, {"list", cmd_list}, {"report", cmd_report}, {"validate", cmd_validate}};

/* What a copy tells the process it is a copy of. */
struct told {
	bool returned; /* the command returned, the program did not end inside it */
	int code;
	long live;
};

static int complaints; /* descriptor: standard error is that of the command */
static char work[PATH_MAX], copy[PATH_MAX];
static struct told *told;
static struct folder expected;
static int expected_code;
static long live_before;
static bool in_copy, persistent, looking;
static unsigned long skipped, copies, failed;

static int run_command(int argc, char **argv)
{
	int code = EXIT_USAGE;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].name, argv[0]) == 0)
			code = memory_code(known[i].run(argc, argv));
	}
	fflush(stdout);
	return code;
}

static bool copy_octets(int from, int to)
{
	char octets[65536];
	ssize_t n;

	while ((n = read(from, octets, sizeof(octets))) > 0) {
		if (write(to, octets, (size_t)n) != n)
			return false;
	}
	return n == 0;
}

/* What this descriptor reads or writes gets a place of the copy's own in it: descriptors of both would share theirs.
 * What it writes becomes a file of the copy, with what stands in it already; of standard error only what the copy
 * itself says. */
static bool own_file(int fd)
{
	char link[40], path[PATH_MAX], own[PATH_MAX + 100];
	size_t folder = strlen(work);
	struct stat st;
	int flags = fcntl(fd, F_GETFL), from, to;

	if (flags < 0 || fstat(fd, &st) != 0 || (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
		return true;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof(path) - 1);
	bool writes = (flags & O_ACCMODE) != O_RDONLY;
	if (n <= 0 || (writes && strncmp(path, work, folder) != 0))
		return true;
	path[n] = '\0';
	off_t at = writes && fd == STDERR_FILENO ? 0 : lseek(fd, 0, SEEK_CUR);
	from = to = open(path, O_RDONLY);
	bool ok = from >= 0;
	if (ok && writes) {
		snprintf(own, sizeof(own), "%s%s", copy, path + folder);
		unlink(own);
		to = open(own, O_RDWR | O_CREAT | O_TRUNC, 0666);
		ok = to >= 0 && (at == 0 || copy_octets(from, to));
		close(from);
	}
	ok = ok && lseek(to, at, SEEK_SET) == at && dup2(to, fd) == fd;
	close(to);
	return ok;
}

/* The copy begins. */
static void begin_copy(bool all_after)
{
	in_copy = true;
	persistent = all_after;
	alarm(SECONDS);
	folder_link(work, copy);
	for (int fd = 0; fd < DESCRIPTORS; fd++) {
		if (!own_file(fd))
			_exit(EXIT_BROKEN);
	}
	if (chdir(copy) != 0)
		_exit(EXIT_BROKEN);
}

static bool speaks_of_memory(const char *text)
{
	return strstr(text, "out of memory") != NULL || strstr(text, strerror(ENOMEM)) != NULL;
}

static const char *last_line(const char *text)
{
	size_t n = strlen(text);

	for (n -= n > 0; n > 0 && text[n - 1] != '\n';)
		n--;
	return text + n;
}

/* A capture is its head and records that each say how long they are; it ends with one of them. */
static bool whole_capture(const struct folder_file *file)
{
	size_t at = PCAP_HEAD;
	uint32_t len;

	while (at + PCAP_RECORD_HEAD <= file->len) {
		memcpy(&len, file->octets + at + PCAP_CAPLEN, sizeof(len));
		at += PCAP_RECORD_HEAD + len;
	}
	return at == file->len;
}

/* Another file than without failures: it must be whole, and a report say why. Captures and traces show what happened in
 * a case that the report calls an error. Standard output cannot be taken back. */
static bool says_why(const struct folder_file *file, const struct folder_file *as)
{
	const char *last = last_line(file->octets);

	if (strncmp(file->name, "pcap/", 5) == 0)
		return whole_capture(file);
	if (strstr(file->name, ".trace") != NULL)
		return strncmp(last, "end ", 4) == 0;
	if (strcmp(file->name, "stdout") == 0)
		return true;
	return speaks_of_memory(file->octets) && (strcmp(last, last_line(as->octets)) == 0 || speaks_of_memory(last));
}

/* What is wrong with the files that a copy left; NULL if nothing is. */
static const char *wrong_files(const struct folder *left, int code)
{
	static char text[400];
	const struct folder_file *said = folder_find(left, "stderr"), *report = folder_find(left, "report.xml");
	bool says = said != NULL && speaks_of_memory(said->octets);

	/* A line of the summary is short; the report has the whole of it. */
	if (code != expected_code && !says && (report == NULL || !speaks_of_memory(report->octets)))
		return "does not say why";
	for (size_t i = 0; i < left->n; i++) {
		const struct folder_file *file = &left->files[i], *as = folder_find(&expected, file->name);
		bool same = as != NULL && as->len == file->len && memcmp(as->octets, file->octets, as->len) == 0;
		if (same || file == said || (as != NULL && code != expected_code && says_why(file, as)))
			continue;
		snprintf(text, sizeof(text), "%s %s", as == NULL ? "leaves" : "writes another", file->name);
		return text;
	}
	for (size_t i = 0; code == expected_code && i < expected.n; i++) {
		if (folder_find(left, expected.files[i].name) != NULL)
			continue;
		snprintf(text, sizeof(text), "has not written %s", expected.files[i].name);
		return text;
	}
	return NULL;
}

static const char *wrong_end(int status, const struct folder *left)
{
	static char text[100];
	int code = told->returned ? told->code : WEXITSTATUS(status);

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "killed by signal %d", WTERMSIG(status));
	else if (code != EXIT_HARNESS && (code != expected_code || !told->returned))
		snprintf(text, sizeof(text), "exit %d", code);
	else if (told->returned && told->live != live_before)
		snprintf(text, sizeof(text), "leaks %ld blocks", told->live - live_before);
	else
		return wrong_files(left, code);
	return text;
}

/* Let a copy go on from here, and look at how it ended. True in the copy. */
static bool try_copy(bool all_after)
{
	struct folder left;
	int status = 0;

	*told = (struct told){0};
	pid_t pid = fork();
	if (pid == 0) {
		begin_copy(all_after);
		return true;
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		_exit(EXIT_BROKEN);
	copies++;
	folder_read(&left, copy);
	const char *wrong = wrong_end(status, &left);
	const struct folder_file *said = folder_find(&left, "stderr");
	for (char *p = said != NULL ? said->octets : NULL; p != NULL && (p = strchr(p, '\n')) != NULL;)
		*p = ';';
	if (wrong != NULL && failed++ < MOST_TOLD)
		dprintf(complaints, "allocation %lu%s: %s; it says '%.400s'\n", counted.requests,
			all_after ? " and all after it" : "", wrong, said != NULL ? said->octets : "");
	folder_free(&left);
	folder_remove(copy);
	return false;
}

static bool refuse(void)
{
	if (in_copy)
		return persistent;
	if (looking || counted.requests <= skipped)
		return false;
	counted.on = false;
	/* If the program ended at the first failure, what would follow does not matter. */
	bool refused = try_copy(false) || (told->returned && try_copy(true));
	counted.on = true;
	return refused;
}

/* Of what the command wrote before nothing is left. */
static void clear(const struct folder *inputs)
{
	struct folder all;

	folder_read(&all, work);
	for (size_t i = 0; i < all.n; i++) {
		if (folder_find(inputs, all.files[i].name) == NULL)
			unlink(all.files[i].name);
	}
	folder_free(&all);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		int file = open(fd == STDOUT_FILENO ? "stdout" : "stderr", O_WRONLY | O_CREAT | O_TRUNC, 0666);
		if (file < 0 || dup2(file, fd) != fd)
			_exit(EXIT_BROKEN);
		close(file);
	}
}

int main(int argc, char **argv)
{
	struct folder inputs;

	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	complaints = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, DESCRIPTORS);
	if (argc < 4 || realpath(argv[1], work) == NULL || chdir(work) != 0 || told == MAP_FAILED || complaints < 0) {
		fprintf(stderr, "usage: alloc_command FOLDER SKIP COMMAND...\n");
		return EXIT_USAGE;
	}
	snprintf(copy, sizeof(copy), "%.4000s.copy", work);
	if (access(copy, F_OK) == 0)
		folder_remove(copy);
	skipped = strtoul(argv[2], NULL, 10);
	memory_guard();
	folder_read(&inputs, work);
	/* The first time libraries make things that stay. */
	for (int time = 0; time < 2; time++) {
		clear(&inputs);
		live_before = counted.live;
		counted.on = looking = true;
		expected_code = run_command(argc - 3, argv + 3);
		counted.on = looking = false;
	}
	folder_read(&expected, work);
	if (counted.live != live_before) {
		dprintf(complaints, "without failures: leaks %ld blocks\n", counted.live - live_before);
		return 1;
	}
	clear(&inputs);
	counted.requests = 0;
	counted.refuse = refuse;
	counted.on = true;
	int code = run_command(argc - 3, argv + 3);
	counted.on = false;
	if (in_copy) {
		*told = (struct told){true, code, counted.live};
		_exit(0);
	}
	dprintf(complaints, "exit %d, %lu allocations, %lu copies, %lu failed\n", code, counted.requests, copies,
		failed);
	return failed != 0 || counted.requests == 0 || code != expected_code;
}
