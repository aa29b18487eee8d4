/* SPDX-License-Identifier: Apache-2.0 */
/* What an implementation sends that can be read and makes no sense: nobody has what it speaks of. */
#ifndef CONFORMANCE_UNASKED_H
#define CONFORMANCE_UNASKED_H

#include <stddef.h>

#include "trace/trace.h"

/* RSVP messages that the implementation under test sent about a session or a sender that no message to it and no
 * request of its user had named before (RFC 2205 section 2: path state begins with a sender, reservation state with
 * path state), or whose token bucket cannot be (RFC 2215 section 3.6): their number, and in text (cut to fit) the first
 * of them with its reason. 0: none, text is "". SIZE_MAX if memory runs out. */
size_t unasked_messages(const struct trace *t, char *text, size_t len);

#endif
