/* SPDX-License-Identifier: Apache-2.0 */
#include "glossary.h"

#include <stdlib.h>
#include <string.h>

#include "wire/q2931.h"

static const struct glossary_entry entries[] = {
    {"exit-0", "all as expected",
     "No requirement that must hold was seen broken, and something was decided. A SHOULD or an open point may have "
     "failed: the summary says so, and --strict makes it count."},
    {"exit-1", "not conforming",
     "A MUST or MUST NOT that a document states failed in at least one case (with --strict, any requirement), or "
     "the implementation is not what its PICS says ('isatm explain pics'). Of 'report diff': something regressed. "
     "Of 'qualify': a defect lives, or a variant changed a verdict."},
    {"exit-2", "wrong use or input",
     "An option, an id or a file is wrong; standard error has file, line and reason. Nothing was run and nothing "
     "was written."},
    {"exit-3", "harness or environment",
     "At least one case could not be run for reasons that are not the implementation's; its page in the report "
     "names them."},
    {"exit-4", "nothing was tested",
     "No case matched, none applied to what the PICS claims, none came to a verdict, a merge lacks a shard, or the "
     "counts do not add up: cases that were planned are not there, and nobody stopped the run."},
    {"exit-5", "stale ledger of expected failures",
     "Nothing new failed, but an entry of the ledger has expired, names nothing, or its failure did not come any "
     "more. Remove it or renew it."},
    {"exit-6", "adapter fault or crash of the implementation",
     "The implementation or its adapter could not be talked to, crashed, hung, flooded or broke the protocol in a "
     "case."},
    {"pics", "what the implementation claims, held against what it says and shows",
     "A difference stands in the report and on the terminal, and makes the exit code 1 if nothing worse happened: a "
     "role or UNI version in the PICS that the greeting (hello) does not say, or the reverse; a host role in the "
     "PICS and control=no in the greeting; VC multiplexing or point-to-multipoint calls shown and not declared; "
     "and, if no case of the suite was left out, a role, UNI version or encapsulation declared and never shown, or "
     "an item declared of whose cases none passes. Without --pics nothing is claimed and nothing compared."},
    {"pass", "verdict: as the requirement says",
     "What would provoke a breach was seen, and there was none. A prohibition never passes because nothing happened."},
    {"inconclusive", "verdict: not decided",
     "The case did not come as far as what it tests, or what would provoke a breach was not seen. The reason says "
     "which."},
    {"fail", "verdict: broken",
     "Something was seen on a wire that the requirement does not allow, or did not come in time."},
    {"error", "verdict: the case itself went wrong",
     "Harness, adapter, environment or a crash of the implementation kept the case from a verdict; the report names "
     "which."},
    {"not-applicable", "the PICS does not claim what the case needs", "The reason names the item of the PICS."},
    {"skipped", "left out by a rule", "The reason names the option or profile that left its cases out."},
    {"untested", "no case tests it", "The reason says why; 'isatm list requirements --untested' lists them all."},
    {"expected-failure", "failed as the ledger says",
     "Every failure of the case is named by an entry of --ledger whose pattern matches its reason. It does not "
     "count as a breach while the entry is valid."},
    {"unexpected-pass", "passed although the ledger says that it fails",
     "The entry is stale: remove it, so that the next failure is seen. Exit code 5."},
    {"crash", "the implementation ended",
     "A child exited, was killed by a signal, or closed its output in the middle of a case."},
    {"hang", "the implementation answers no more", "No answer came within the wall-clock limit; the child was ended."},
    {"flood", "the implementation says too much", "More output than the limits of a case allow; the child was ended."},
    {"protocol", "the adapter broke PROTOCOL.md", "A record is unknown, malformed, or carries a time that cannot be."},
    {"spawn", "the implementation could not be started", "The command of child: is wrong, or may not be executed."},
    {"implementation", "likely cause: the implementation",
     "What it sent, or did not send, breaks the requirement; the page of the case shows the frames."},
    {"adapter", "likely cause: the adapter",
     "What stands between isatm and the implementation: it broke PROTOCOL.md, refused a request, or nothing ever "
     "came through it."},
    {"environment", "likely cause: the environment",
     "Something that the run needs was not there: a program, a right, memory; or the case ended undecided for no "
     "fault that can be named."},
    {"harness", "likely cause: isatm itself",
     "The harness could not go on. This says nothing about the implementation; please report it with the replay "
     "command."},
    {"rsvp-error-0", "RSVP: confirmation", "Not an error: a ResvConf carries it (RFC 2205, appendix B)."},
    {"rsvp-error-1", "RSVP: admission control failure",
     "The resources are not there, here the call was refused or the VC cannot be had. Values tell which (2: "
     "bandwidth)."},
    {"rsvp-error-2", "RSVP: policy control failure", "Policy forbids the reservation."},
    {"rsvp-error-3", "RSVP: no path information for this Resv", "No path state exists for the session."},
    {"rsvp-error-4", "RSVP: no sender information for this Resv",
     "There is path state, but none of the senders named."},
    {"rsvp-error-5", "RSVP: conflicting reservation style", "The style differs from that of existing state."},
    {"rsvp-error-6", "RSVP: unknown reservation style", "The style is not known."},
    {"rsvp-error-7", "RSVP: conflicting destination ports", "Zero and other destination ports in one session."},
    {"rsvp-error-8", "RSVP: conflicting sender ports", "Zero and other source ports from one sender."},
    {"rsvp-error-12", "RSVP: service preempted", "The reservation was taken away for another."},
    {"rsvp-error-13", "RSVP: unknown object class", "The value holds class and C-Type."},
    {"rsvp-error-14", "RSVP: unknown object C-Type", "The value holds class and C-Type."},
    {"rsvp-error-20", "RSVP: reserved for API", "An error at the interface of an application."},
    {"rsvp-error-21", "RSVP: traffic control error",
     "The parameters cannot be served: 1 service conflict, 2 service unsupported, 3 bad flowspec, 4 bad TSpec, 5 "
     "bad Adspec."},
    {"rsvp-error-22", "RSVP: traffic control system error", "A fault inside traffic control."},
    {"rsvp-error-23", "RSVP: system error", "A fault inside RSVP."},
};

const struct glossary_entry *glossary_at(size_t i)
{
	return i < sizeof(entries) / sizeof(*entries) ? &entries[i] : NULL;
}

const struct glossary_entry *glossary_find(const char *id)
{
	for (size_t i = 0; glossary_at(i) != NULL; i++) {
		if (strcmp(entries[i].id, id) == 0)
			return &entries[i];
	}
	return NULL;
}

const char *glossary_cause(const char *id, unsigned *value)
{
	char *end;

	if (strncmp(id, "cause-", 6) != 0 || id[6] < '0' || id[6] > '9')
		return NULL;
	unsigned long n = strtoul(id + 6, &end, 10);
	if (*end != '\0' || n > 127)
		return NULL;
	*value = (unsigned)n;
	return q2931_cause_name((uint8_t)n);
}

const char *glossary_cause_name(unsigned value)
{
	return q2931_cause_name((uint8_t)value);
}
