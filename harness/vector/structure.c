/* SPDX-License-Identifier: Apache-2.0 */
#include "structure.h"
#include "xml/xml.h"

#include <stdio.h>
#include <string.h>

#define STEPS                                                                                                          \
	"path path-tear reserve resv-tear refresh silence resume data stop fault heal release peer open add-leaf "     \
	"drop-leaf join leave await expect all either never connections leaves delivery wait mark repeat"
#define SETTINGS                                                                                                       \
	"H tau retry reestablish be-idle refresh lifetime-k lifetime-max tolerance backward admission-limit "          \
	"endpoint-override"
#define EVENT  "when what message upcall network node pco dir flow vc conn as encap party"
#define WINDOW " within not-before after"

/* needed and allowed: attributes; must and may: child elements. */
static const struct element {
	const char *name, *needed, *allowed, *must, *may;
} elements[] = {
    {"vector", "id", "", "purpose covers role topology script", "needs matrix pixit"},
    {"purpose", "", "", "", ""},
    {"covers", "", "", "", ""},
    {"role", "", "", "", ""},
    {"needs", "", "", "", ""},
    {"topology", "", "", "", ""},
    {"matrix", "", "", "", "uni ip encapsulation heterogeneity values"},
    {"uni", "", "", "", ""},
    {"ip", "", "", "", ""},
    {"encapsulation", "", "", "", ""},
    {"heterogeneity", "", "", "", ""},
    {"values", "name", "", "", ""},
    {"pixit", "", SETTINGS, "", ""},
    {"script", "", "start settle", "", STEPS},
    {"path", "flow tspec", "when", "", ""},
    {"path-tear", "flow", "when", "", ""},
    {"reserve", "flow spec", "when confirm node style with", "", ""},
    {"resv-tear", "flow", "when node", "", ""},
    {"refresh", "flow of", "when times node", "", ""},
    {"silence", "flow of", "when node", "", ""},
    {"resume", "flow of", "when node", "", ""},
    {"data", "flow", "when every count length on", "", ""},
    {"stop", "flow", "when", "", ""},
    {"fault", "do", "when name message of cause after for times skip node dir conn flow rsvp party", "", ""},
    {"heal", "fault", "when", "", ""},
    {"release", "by", "when conn vc flow cause node", "", ""},
    {"peer", "",
     "when node of calls cause after times accepts answer qos-vc replace release-delay offer category "
     "stays backward upstream",
     "", ""},
    {"open", "vc", "when flow spec category offer node to", "", ""},
    {"add-leaf", "conn party", "when", "", ""},
    {"drop-leaf", "conn party", "when by cause", "", ""},
    {"join", "node group", "when", "", ""},
    {"leave", "node group", "when", "", ""},
    {"await", "", EVENT WINDOW " times", "", "field"},
    {"expect", "", EVENT WINDOW " times req on-miss", "", "field"},
    {"all", "", "when what on-miss" WINDOW, "expect", ""},
    {"either", "", "when what on-miss req" WINDOW, "expect", ""},
    {"never", "", EVENT " req after during until", "", "field"},
    {"connections", "vc", "when what req node is min max", "", ""},
    {"leaves", "", "when what req node conn vc flow is has not", "", ""},
    {"delivery", "flow", "when what req after lost copies misordered gap min node transitions", "", ""},
    {"field", "name", "is not min max above below present bind", "", ""},
    {"wait", "", "when", "", ""},
    {"mark", "name", "when", "", ""},
    {"repeat", "times", "when", "", STEPS},
};

/* Attributes of which at most one may stand. */
static const struct {
	const char *element, *one_of;
	bool needed;
} choices[] = {
    {"await", "message upcall network", true},
    {"expect", "message upcall network", true},
    {"never", "message upcall network", true},
    {"never", "during until", false},
    {"release", "conn vc", true},
    {"connections", "is min", false},
    {"leaves", "conn vc", true},
    {"leaves", "is has", false},
    {"leaves", "is not", false},
    {"connections", "is max", false},
};

static const struct element *element_of(const char *name)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++) {
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	}
	return NULL;
}

/* Each word of a list that the element lacks. */
static void missing(const char *file, const struct vnode *n, const char *words, bool attribute, struct xml_errors *e)
{
	char word[40];

	for (const char *p = words; *p != '\0';) {
		size_t len = strcspn(p, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, p);
		if (attribute ? vattr(n, word) == NULL : vchild(n, word) == NULL)
			xml_error(e, file, n->line,
				  attribute ? "<%s> needs the attribute '%s'" : "<%s> needs an element <%s>", n->name,
				  word);
		p += len + (p[len] == ' ');
	}
}

static void check_choices(const char *file, const struct vnode *n, struct xml_errors *e)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		int count = 0;
		if (strcmp(choices[i].element, n->name) != 0)
			continue;
		for (size_t k = 0; k < n->n_attrs; k++)
			count += xml_has_word(choices[i].one_of, n->attrs[k].name);
		if (count > 1 || (count == 0 && choices[i].needed))
			xml_error(e, file, n->line, "<%s> takes %sone of the attributes %s", n->name,
				  choices[i].needed ? "" : "at most ", choices[i].one_of);
	}
}

static void check(const char *file, const struct vnode *n, const struct vnode *parent, struct xml_errors *e)
{
	const struct element *x = element_of(n->name);

	for (size_t i = 0; i < n->n_attrs; i++) {
		const char *name = n->attrs[i].name;
		/* In all and either the window is that of the whole. */
		bool member =
		    parent != NULL && (strcmp(parent->name, "all") == 0 || strcmp(parent->name, "either") == 0);
		if (!xml_has_word(x->needed, name) && !xml_has_word(x->allowed, name))
			xml_error(e, file, n->line, "<%s> has no attribute '%s'", n->name, name);
		else if (member && xml_has_word("within not-before after on-miss", name))
			xml_error(e, file, n->line, "'%s' stands at <%s>, not at its members", name, parent->name);
	}
	missing(file, n, x->needed, true, e);
	missing(file, n, x->must, false, e);
	check_choices(file, n, e);
	for (const struct vnode *c = n->first; c != NULL; c = c->next) {
		if (!xml_has_word(x->must, c->name) && !xml_has_word(x->may, c->name))
			xml_error(e, file, c->line, "<%s> does not stand in <%s>", c->name, n->name);
		else
			check(file, c, n, e);
	}
	if (strcmp(n->name, "script") == 0 && n->first == NULL)
		xml_error(e, file, n->line, "the script is empty");
}

bool structure_check(const char *file, const struct vnode *root, struct xml_errors *e)
{
	int before = e->count;

	if (strcmp(root->name, "vector") != 0)
		xml_error(e, file, root->line, "<%s> is no vector", root->name);
	else
		check(file, root, NULL, e);
	return e->count == before;
}
