/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "memory.h"

static struct outfile *unfinished;

static bool is_data(const char *dir)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/conformance/schema/catalogue.rng", dir);
	return access(path, R_OK) == 0;
}

const char *data_dir(void)
{
	static const char *const beside[] = {"..", "../..", "../share/isatm"};
	static char found[PATH_MAX + 32];
	char program[PATH_MAX];
	const char *named = getenv("ISATM_DATA");

	if (named != NULL) {
		if (is_data(named))
			return named;
		cli_usage_error("ISATM_DATA: %s holds no catalogue, vectors and reports", named);
		return NULL;
	}
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (n > 0) {
		program[n] = '\0';
		*strrchr(program, '/') = '\0';
		for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
			char joined[PATH_MAX + 32], resolved[PATH_MAX];
			snprintf(joined, sizeof(joined), "%s/%s", program, beside[i]);
			if (realpath(joined, resolved) != NULL && is_data(resolved)) {
				snprintf(found, sizeof(found), "%s", resolved);
				return found;
			}
		}
	}
	cli_usage_error(
	    "the catalogue, vectors and reports are not beside the program; set ISATM_DATA to their folder");
	return NULL;
}

FILE *infile_open(const char *path, char *err, size_t err_len)
{
	struct stat st;
	/* Opening a FIFO would wait for its other end. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		snprintf(err, err_len, "%s: cannot be read: %s", path, strerror(errno));
		return NULL;
	}
	FILE *f = NULL;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		snprintf(err, err_len, "%s: is not a regular file", path);
	else if ((uint64_t)st.st_size > INFILE_MAX)
		snprintf(err, err_len, "%s: is larger than %llu octets", path, (unsigned long long)INFILE_MAX);
	else if ((f = fdopen(fd, "r")) == NULL)
		snprintf(err, err_len, "%s: cannot be read: %s", path, strerror(errno));
	if (f == NULL)
		close(fd);
	return f;
}

static void open_one(struct outfile *o)
{
	o->other = unfinished;
	unfinished = o;
}

static void close_one(const struct outfile *o)
{
	struct outfile **at = &unfinished;

	while (*at != NULL && *at != o)
		at = &(*at)->other;
	if (*at != NULL)
		*at = o->other;
}

bool outfile_open(struct outfile *o, const char *path, char *err, size_t err_len)
{
	*o = (struct outfile){0};
	if (strcmp(path, "-") == 0) {
		o->f = stdout;
		return true;
	}
	if (strlen(path) >= sizeof(o->path)) {
		snprintf(err, err_len, "%s: the name is too long", path);
		return false;
	}
	struct stat st;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		snprintf(err, err_len, "%s: is a folder", path);
		return false;
	}
	snprintf(o->path, sizeof(o->path), "%s", path);
	/* A device (as /dev/null) is written as it is: there is nothing to replace. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		snprintf(o->temp, sizeof(o->temp), "%s", path);
	else
		snprintf(o->temp, sizeof(o->temp), "%s.new", path);
	bool beside = strcmp(o->temp, o->path) != 0;
	/* What an earlier run left when it was killed; never something that a link there points to. */
	if (beside)
		unlink(o->temp);
	int fd = open(o->temp, O_WRONLY | O_CREAT | O_CLOEXEC | (beside ? O_EXCL : O_TRUNC), 0666);
	o->f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (o->f == NULL) {
		snprintf(err, err_len, "%s: cannot be written: %s", path, strerror(errno));
		if (fd >= 0) {
			close(fd);
			if (beside)
				unlink(o->temp);
		}
	} else {
		open_one(o);
	}
	return o->f != NULL;
}

bool outfile_temporary(struct outfile *o, char *err, size_t err_len)
{
	*o = (struct outfile){.temp = "/tmp/isatm-XXXXXX"};
	int fd = mkstemp(o->temp);
	o->f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (o->f != NULL) {
		open_one(o);
		return true;
	}
	snprintf(err, err_len, "%s: cannot be written: %s", o->temp, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(o->temp);
	}
	return false;
}

bool outfile_close(struct outfile *o, bool keep, char *err, size_t err_len)
{
	if (o->f == NULL)
		return true;
	bool ok = !ferror(o->f);
	if (o->f == stdout) {
		ok = fflush(stdout) == 0 && ok;
		if (!ok)
			snprintf(err, err_len, "standard output cannot be written: %s", strerror(errno));
	} else {
		close_one(o);
		ok = fclose(o->f) == 0 && ok;
		o->f = NULL;
		keep = keep && !memory_short();
		if (strcmp(o->temp, o->path) != 0) {
			ok = ok && (!keep || rename(o->temp, o->path) == 0);
			if (!ok || !keep) {
				int why = errno;
				unlink(o->temp);
				errno = why;
			}
		}
		if (!ok)
			snprintf(err, err_len, "%s: cannot be written: %s", o->path, strerror(errno));
	}
	if (ok && memory_short()) {
		snprintf(err, err_len, "out of memory");
		return false;
	}
	return ok;
}

void outfiles_abandon(void)
{
	for (struct outfile *o = unfinished; o != NULL; o = o->other) {
		if (strcmp(o->temp, o->path) != 0)
			unlink(o->temp);
	}
	unfinished = NULL;
}

bool make_folders(const char *path, char *err, size_t err_len)
{
	char part[PATH_MAX];

	if (strlen(path) >= sizeof(part)) {
		snprintf(err, err_len, "%s: the name is too long", path);
		return false;
	}
	snprintf(part, sizeof(part), "%s", path);
	for (char *p = part + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char end = *p;
		*p = '\0';
		struct stat st;
		if (mkdir(part, 0777) != 0 && (errno != EEXIST || stat(part, &st) != 0 || !S_ISDIR(st.st_mode))) {
			snprintf(err, err_len, "%s: cannot be made: %s", part,
				 errno == EEXIST ? "there is a file of that name" : strerror(errno));
			return false;
		}
		*p = end;
		if (end == '\0')
			return true;
	}
}
