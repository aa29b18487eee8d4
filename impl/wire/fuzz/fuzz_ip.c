/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as an IPv4 packet and as a UDP datagram; what decodes without options we do not keep comes back the same.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/ip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	if (!def->name || !text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field_sink sink = {ignore};
	struct ip4_hdr h;
	struct udp_hdr u;
	if (udp_decode(data, size, &u).code == WIRE_OK)
		udp_checksum_ok(1, 2, data, u.len);
	ip_fields(data, size, &sink);
	if (ip4_decode(data, size, &h).code != WIRE_OK)
		return 0;
	if (h.hdr_len > h.total_len || h.total_len > size)
		abort();
	struct wr w = {0};
	ip4_encode(&w, &h, data + h.hdr_len, (size_t)(h.total_len - h.hdr_len));
	bool same_form = h.hdr_len == 20 || (h.hdr_len == 24 && h.router_alert);
	/* A checksum of the other zero (0000 and ffff stand for the same) is right too, and then differs. */
	bool zero = (data[10] == 0 && data[11] == 0) || (data[10] == 0xff && data[11] == 0xff);
	if (!w.failed && same_form && !zero && memcmp(w.p, data, h.total_len) != 0)
		abort();
	wr_free(&w);
	return 0;
}
