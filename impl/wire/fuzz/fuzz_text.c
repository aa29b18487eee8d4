/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and names as text, and the writers whose contents are somebody else's: what is read must be written the
 * same. */
#include <stdlib.h>
#include <string.h>

#include "wire/aal5.h"
#include "wire/atm_addr.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/q2931.h"
#include "wire/rsvp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void names(const char *text)
{
	uint32_t ip, ip_back;
	struct atm_addr atm, atm_back;
	enum q2931_type sig;
	enum rsvp_type rsvp;
	char out[128];
	if (ip4_parse(text, &ip)) {
		struct ip_addr a = ip_addr_v4(ip);
		if (ip_addr_to_v4(&a) != ip)
			abort();
		ip4_text(ip, out);
		if (!ip4_parse(out, &ip_back) || ip_back != ip)
			abort();
	}
	if (atm_addr_parse(text, &atm)) {
		atm_addr_text(&atm, out);
		if (!atm_addr_parse(out, &atm_back) || !atm_addr_equal(&atm, &atm_back))
			abort();
	}
	if (q2931_type_by_name(text, &sig) && strcmp(q2931_type_name(sig), text) != 0)
		abort();
	if (rsvp_type_by_name(text, &rsvp) && strcmp(rsvp_type_name(rsvp), text) != 0)
		abort();
	if (*text && !aal5_result_name((enum aal5_result)(text[0] % 6)))
		abort();
}

static void datagram(const uint8_t *data, size_t size)
{
	uint8_t snap[LLC_SNAP_LEN];
	struct udp_hdr h = {.src_port = 1, .dst_port = 2};
	struct wr w = {0};
	udp_encode(&w, 1, 2, &h, data, size);
	if (!w.failed && (udp_decode(w.p, w.len, &h).code != WIRE_OK || !udp_checksum_ok(1, 2, w.p, h.len)))
		abort();
	wr_free(&w);
	uint16_t type = 0;
	size_t header = 0;
	llc_snap_encode(snap, (uint16_t)(size % 2 ? ETHERTYPE_IPV4 : ETHERTYPE_ARP));
	llc_classify(snap, sizeof(snap), &type, &header);
	if (type != (size % 2 ? ETHERTYPE_IPV4 : ETHERTYPE_ARP) || header != sizeof(snap))
		abort();
	llc_classify(data, size, &type, &header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	names(text);
	datagram(data, size);
	free(text);
	return 0;
}
