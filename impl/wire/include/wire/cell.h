/* SPDX-License-Identifier: Apache-2.0 */
/* ATM cells at the UNI with HEC (I.361, I.432). */
#ifndef WIRE_CELL_H
#define WIRE_CELL_H

#include <stdbool.h>
#include <stdint.h>

#define CELL_LEN     53
#define CELL_PAYLOAD 48

#define PTI_LAST     1 /* SDU type bit: last cell of an AAL5 CPCS-PDU */
#define PTI_EFCI     2
#define PTI_NOT_USER 4

struct cell_hdr {
	uint8_t gfc;  /* 0..15 */
	uint8_t vpi;  /* 0..255 */
	uint16_t vci; /* 0..65535 */
	uint8_t pti;  /* 0..7 */
	uint8_t clp;  /* 0..1 */
};

/* CRC-8 over four octets with the coset 55h (I.432). */
uint8_t cell_hec(const uint8_t hdr[4]);
void cell_hdr_encode(const struct cell_hdr *h, uint8_t out[5]);
/* False if the HEC does not match; *h is then unchanged. No error correction. */
bool cell_hdr_decode(const uint8_t in[5], struct cell_hdr *h);

#endif
