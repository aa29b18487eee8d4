/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The script of one case, checked and resolved: repetitions unrolled, conditions
 * decided, parameters and units replaced by values. The runner carries it out;
 * the judge reads it beside the trace. A step has the same number in both.
 */
#ifndef VECTOR_PROGRAM_H
#define VECTOR_PROGRAM_H

#include "set.h"
#include "wire/q2931.h"

enum vop {
	V_PATH,
	V_PATH_TEAR,
	V_RESERVE,
	V_RESV_TEAR,
	V_REFRESH,
	V_SILENCE,
	V_RESUME,
	V_DATA,
	V_STOP,
	V_FAULT,
	V_HEAL,
	V_RELEASE,
	V_PEER,
	V_OPEN,
	V_ADD_LEAF,
	V_DROP_LEAF,
	V_JOIN,
	V_LEAVE,
	V_AWAIT,
	V_EXPECT,
	V_ALL,
	V_EITHER,
	V_NEVER,
	V_CONNECTIONS,
	V_LEAVES,
	V_DELIVERY,
	V_WAIT,
	V_MARK,
};

#define ANY         (-1)
#define ALL_TIMES   0
#define MAX_STEPS   5000
#define MAX_VARS    64
#define MAX_MEMBERS 32 /* of all and either */
#define MAX_FIELDS  64 /* of an event */
#define MAX_WITH    7  /* further senders of a shared reservation */
#define MAX_ON      4  /* VCs that data is sent on by name at once */

enum vc_kind { VC_ANY, VC_QOS, VC_BE };
enum conn_rule { CONN_ANY, CONN_NEW, CONN_IS, CONN_NOT };

/* An operand of a field: a text, or a variable bound when the script runs. */
struct voperand {
	const char *text; /* NULL: none, unless var >= 0 */
	int var;
};

struct vfield {
	const char *name;
	struct voperand is, not, min, max, above, below;
	int present; /* 1 must, 0 must not, ANY */
	int bind;    /* variable, ANY */
};

/* A list of hosts, by index. */
struct vhosts {
	size_t n;
	int *v;
	bool given;
};

/* Which events an expectation takes. */
struct vmatch {
	int line;
	const char *what, *req;
	unsigned kinds;   /* set of enum trace_kind */
	const char *name; /* message name, NULL any */
	const char *node; /* NULL any */
	int pco, dir;     /* ANY */
	int flow;         /* index into the topology, ANY */
	enum vc_kind vc;
	enum conn_rule conn;
	int conn_var; /* CONN_IS, CONN_NOT */
	int as;       /* variable that gets the connection, ANY */
	int party;    /* index of the host that the message is about as a party, ANY */
	const char *party_address;
	int encap;      /* enum encap, ANY */
	uint32_t times; /* so many events are needed */
	size_t n_fields;
	struct vfield *fields;
};

struct vstep {
	enum vop op;
	int line;
	const char *what, *req;
	bool go_on;           /* on-miss: the script goes on */
	int flow, spec;       /* indexes into the topology, ANY */
	uint32_t times, skip; /* ALL_TIMES: no limit */
	vtime span;           /* every, for, during, within, the wait */
	vtime delay;          /* after, not-before, release-delay */
	const char *name;     /* of a fault or mark */
	const char *node;
	int dir;
	enum vc_kind vc;
	int conn_var; /* variable of a connection, ANY */
	uint8_t cause;
	int after_step, until_step; /* of marks; ANY */
	int group;                  /* index into the topology, ANY */
	int party;                  /* index of a host, ANY */
	/* Receivers of a flow to a group, testers, members, leaves: whoever the step is about. */
	struct vhosts hosts;
	union {
		struct {
			bool confirm;
			int style; /* enum body_style of the testers */
			size_t n_with;
			int with[MAX_WITH]; /* flows */
		} reserve;
		struct {
			bool of_path;
		} refresh;
		struct {
			uint32_t length;
			size_t n_on;
			int on[MAX_ON]; /* variables of connections */
		} data;
		struct {
			int kind; /* enum fabric_fault_kind */
			enum q2931_type message;
			bool any_message;
			int rsvp; /* type or ANY */
		} fault;
		struct {
			bool by_peer;
		} release;
		struct {
			int calls;   /* enum below, ANY: unchanged */
			int accepts; /* enum encap, ENCAP_NONE any, ANY unchanged */
			int answer;  /* 0 none, 1..3 the n-th offered, 4 chosen, ANY unchanged */
			int qos_vc;  /* 1 on-resv, 0 never, ANY unchanged */
			int break_first;
			vtime release_delay; /* -1 unchanged */
			vtime stays;         /* likewise */
			bool connect_after_given;
			const char *offer; /* NULL unchanged */
			int cbr;
			int upstream; /* index of a host, ANY unchanged */
			int backward; /* index of a spec, PEER_NO_BACKWARD, ANY unchanged */
		} peer;
		struct {
			const char *offer;
			bool cbr;
		} open;
		struct {
			size_t n;
			struct vmatch *m;
		} judged; /* one, or the members of all and either */
		struct {
			int64_t min, max;
		} connections;
		struct {
			struct vhosts has, not ; /* beside 'hosts', which is the whole set if it is given */
		} leaves;
		struct {
			uint32_t lost, copies, misordered, min;
			bool check_order;
			bool transitions; /* copies in a window of transition do not count */
			vtime gap;
		} delivery;
	};
};

enum { PEER_ACCEPT, PEER_REFUSE, PEER_IGNORE };
#define PEER_NO_BACKWARD (-2)

struct vprogram {
	const struct vcase *c;
	const struct topology *topology;
	const struct role *role;
	int iut; /* index of its host, ANY */
	enum uni_version uni;
	const char *encapsulation;
	struct vector_pixit pixit; /* with the settings of the vector */
	bool backward, endpoint_override;
	const char *admission_limit; /* NULL none */
	vtime start, settle;
	size_t n_vars;
	const char *vars[MAX_VARS];
	size_t n_steps;
	struct vstep *steps;
};

/* Resolve the script of a case. Complaints go to e; false if there was one. Everything lives in the arena. */
bool vprogram_compile(struct arena *a, const struct vcase *c, const struct vector_pixit *pixit, struct vprogram *p,
		      struct xml_errors *e);
/* The same without the steps. */
bool vprogram_settings(struct arena *a, const struct vcase *c, const struct vector_pixit *pixit, struct vprogram *p,
		       struct xml_errors *e);

/* Name of a step's element, "expect". */
const char *vop_name(enum vop op);

#endif
