/* SPDX-License-Identifier: Apache-2.0 */
/* The public functions; what they do is in the files that fabric_priv.h lists. */
#include "fabric/fabric.h"

#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"

struct fabric_port_config fabric_port_defaults(void)
{
	return (struct fabric_port_config){
	    .name = "",
	    .version = UNI_31,
	    .cell_bps = 149760000, /* STM-1 */
	    .delay = VT_US(10),
	    .first_vci = 32,
	    .first_call_ref = 1,
	    .proceeding_first = true,
	};
}

struct fabric *fabric_create(struct engine *e, const struct fabric_tap *tap, uint64_t seed)
{
	struct fabric *f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->engine = e;
	if (tap)
		f->tap = *tap;
	rng_seed(&f->rng, seed);
	f->dirty_end = &f->dirty;
	return f;
}

void fabric_free(struct fabric *f)
{
	if (!f)
		return;
	trains_free(f);
	conns_free(f);
	faults_free(f);
	for (int i = 0; i < f->n_ports; i++)
		port_free(f->ports[i]);
	free(f->ports);
	free(f->notes);
	free(f);
}

int fabric_add_port(struct fabric *f, const struct fabric_port_config *config, const struct fabric_end *end)
{
	for (int i = 0; i < f->n_ports; i++)
		if (memcmp(f->ports[i]->config.address.octets, config->address.octets, 19) == 0)
			return -1;
	struct port **ports = realloc(f->ports, ((size_t)f->n_ports + 1) * sizeof(struct port *));
	if (!ports)
		return -1;
	f->ports = ports;
	struct port *p = port_create(f, f->n_ports, config, end);
	if (!p)
		return -1;
	f->ports[f->n_ports] = p;
	return f->n_ports++;
}

static struct port *port_at(const struct fabric *f, int port)
{
	return port >= 0 && port < f->n_ports ? f->ports[port] : NULL;
}

bool fabric_cell(struct fabric *f, int port, vtime start, const uint8_t cell[53])
{
	struct port *p = port_at(f, port);
	return p && port_cell(p, start, cell);
}

bool fabric_send_frame(struct fabric *f, int port, vtime now, uint8_t vpi, uint16_t vci, uint8_t clp,
		       const uint8_t *sdu, size_t len, uint8_t uu)
{
	struct port *p = port_at(f, port);
	return p && port_frame(p, now, vpi, vci, clp, sdu, len, uu);
}

int fabric_fault_add(struct fabric *f, const struct fabric_fault *fault)
{
	return fault_add(f, fault);
}

void fabric_fault_clear(struct fabric *f, int handle)
{
	fault_clear(f, handle);
}

uint32_t fabric_fault_hits(const struct fabric *f, int handle)
{
	for (const struct fault *x = f->faults; x; x = x->next)
		if (x->handle == handle)
			return x->hits;
	return 0;
}

bool fabric_release(struct fabric *f, uint32_t conn, uint8_t cause)
{
	return conn_release(f, conn, cause, engine_now(f->engine));
}

bool fabric_drop_party(struct fabric *f, uint32_t conn, const struct atm_addr *called, uint8_t cause)
{
	return p2mp_drop(f, conn, called, cause, engine_now(f->engine));
}

uint32_t fabric_n_parties(const struct fabric *f, uint32_t conn)
{
	return conn < 1 || conn > f->n_conns ? 0 : f->conns[conn - 1].n_parties;
}

bool fabric_party(const struct fabric *f, uint32_t conn, uint32_t index, struct fabric_party_info *info)
{
	if (index >= fabric_n_parties(f, conn))
		return false;
	*info = f->conns[conn - 1].parties[index];
	return true;
}

uint32_t fabric_n_conns(const struct fabric *f)
{
	return f->n_conns;
}

bool fabric_conn(const struct fabric *f, uint32_t conn, struct fabric_conn_info *info)
{
	if (conn < 1 || conn > f->n_conns)
		return false;
	*info = f->conns[conn - 1].info;
	return true;
}

uint32_t fabric_conn_of_call(const struct fabric *f, int port, bool to_network, uint32_t call_ref, bool flag)
{
	struct port *p = port_at(f, port);
	net_call call = p ? net_uni_call_by_ref(p->uni, to_network, call_ref, flag) : 0;
	return call ? port_conn_of_call(p, call) : 0;
}

uint32_t fabric_conn_of_vc(const struct fabric *f, int port, uint8_t vpi, uint16_t vci)
{
	struct port *p = port_at(f, port);
	const struct vc *vc = p ? vc_find(p, vpi, vci) : NULL;
	return vc ? vc->conn : 0;
}

uint64_t fabric_free_rate(const struct fabric *f, int port, bool to_network)
{
	struct port *p = port_at(f, port);
	if (!p)
		return 0;
	const struct link *l = to_network ? &p->up : &p->down;
	return l->capacity - l->reserved;
}

uint64_t fabric_cell_hops(const struct fabric *f)
{
	return f->cell_hops;
}

uint64_t fabric_calls(const struct fabric *f)
{
	return f->calls;
}
