/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Octets and cells (RFC 2381 4.1): how many cells a packet, a rate or a burst of
 * packets takes in AAL5 with an encapsulation header. Every conversion rounds up, so
 * what is signalled carries each traffic that conforms to the TSpec, whatever its packet sizes.
 */
#include <math.h>

#include "intserv/mapping.h"

#define CELL_PAYLOAD 48
#define AAL5_TRAILER 8
#define MAX_SDU      65535
/* The fields of the traffic descriptor have 24 bits. */
#define MAX_FIELD 0xffffffu

uint32_t mapping_packet_cells(uint32_t octets, uint32_t hdr)
{
	return (octets + hdr + AAL5_TRAILER + CELL_PAYLOAD - 1) / CELL_PAYLOAD;
}

/*
 * The packet size between m and M that takes the most cells for an octet. Cells per
 * octet is a saw-tooth: it falls with the size and jumps up where one octet more
 * needs one more cell. The teeth get lower, so the worst size is m or the first tooth after it.
 */
static uint32_t worst_size(uint32_t m, uint32_t M, uint32_t hdr)
{
	uint32_t over = (m + hdr + AAL5_TRAILER + CELL_PAYLOAD - 1) % CELL_PAYLOAD;
	uint32_t tooth = over == 0 ? m : m + CELL_PAYLOAD - over;
	if (tooth > M)
		return m;
	uint64_t at_m = (uint64_t)mapping_packet_cells(m, hdr) * tooth;
	uint64_t at_tooth = (uint64_t)mapping_packet_cells(tooth, hdr) * m;
	return at_tooth > at_m ? tooth : m;
}

/* Cells that 'octets' (a number of them, or of them in a second) can need; rounded up. */
static uint32_t convert(float octets, uint32_t m, uint32_t M, uint32_t hdr)
{
	/* A packet holds at least one octet and fits an AAL5 SDU. */
	m = m < 1 ? 1 : m > MAX_SDU ? MAX_SDU : m;
	M = M < m ? m : M > MAX_SDU ? MAX_SDU : M;
	uint32_t size = worst_size(m, M, hdr);
	/* The product is exact: 24 bits of the float, 11 of the cells. */
	double cells = ceil((double)octets * mapping_packet_cells(size, hdr) / size);
	if (!(cells > 0))
		return 0;
	return cells >= MAX_FIELD ? MAX_FIELD : (uint32_t)cells;
}

uint32_t mapping_rate(float rate, uint32_t m, uint32_t M, uint32_t hdr)
{
	return convert(rate, m, M, hdr);
}

uint32_t mapping_cells_per_second(float rate, uint32_t m, uint32_t hdr)
{
	return convert(rate, m, MAX_SDU, hdr);
}

uint32_t mapping_burst(float depth, uint32_t m, uint32_t M, uint32_t hdr)
{
	return convert(depth, m, M, hdr);
}

uint64_t mapping_burst_tolerance(uint32_t pcr, uint32_t scr, uint32_t mbs)
{
	if (scr == 0 || pcr <= scr || mbs < 2)
		return 0;
	unsigned __int128 num = (unsigned __int128)(mbs - 1) * (pcr - scr) * 1000000000u;
	unsigned __int128 den = (unsigned __int128)pcr * scr;
	/* Rounded up, so that the burst that it was made from still conforms. */
	return (uint64_t)((num + den - 1) / den);
}

uint32_t mapping_burst_of_tolerance(uint32_t pcr, uint32_t scr, uint64_t tolerance)
{
	if (scr == 0 || pcr <= scr)
		return 0;
	unsigned __int128 n = (unsigned __int128)tolerance * pcr * scr / ((unsigned __int128)(pcr - scr) * 1000000000u);
	return n >= MAX_FIELD ? MAX_FIELD : (uint32_t)n + 1;
}

float mapping_path_bandwidth(uint32_t pcr, uint32_t mtu, uint32_t hdr)
{
	if (mtu == 0)
		return 0;
	return (float)floor((double)pcr * mtu / mapping_packet_cells(mtu, hdr));
}
