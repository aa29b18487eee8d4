/* SPDX-License-Identifier: Apache-2.0 */
#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdarg.h>
#include <string.h>

#include "report_file.h"

struct complaint {
	char *err;
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void on_error(void *ctx, const char *fmt, ...)
{
	struct complaint *c = ctx;
	va_list ap;

	if (c->err[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(c->err, c->len, fmt, ap);
	va_end(ap);
	c->err[strcspn(c->err, "\n")] = '\0';
}

/* A style sheet reads and writes nothing but its document. */
static xsltSecurityPrefsPtr forbid_everything(void)
{
	xsltSecurityPrefsPtr p = xsltNewSecurityPrefs();
	const xsltSecurityOption all[] = {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
					  XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
					  XSLT_SECPREF_WRITE_NETWORK};

	for (size_t i = 0; p != NULL && i < sizeof(all) / sizeof(*all); i++)
		xsltSetSecurityPrefs(p, all[i], xsltSecurityForbid);
	return p;
}

static bool apply(xmlDocPtr doc, const char *sheet_file, FILE *out, struct complaint *c)
{
	xsltStylesheetPtr sheet = xsltParseStylesheetFile((const xmlChar *)sheet_file);
	xsltSecurityPrefsPtr prefs = forbid_everything();
	xsltTransformContextPtr ctx = sheet != NULL && prefs != NULL ? xsltNewTransformContext(sheet, doc) : NULL;
	xmlDocPtr result = NULL;
	bool ok = ctx != NULL && xsltSetCtxtSecurityPrefs(prefs, ctx) == 0;

	if (ok) {
		xsltSetTransformErrorFunc(ctx, c, on_error);
		result = xsltApplyStylesheetUser(sheet, doc, NULL, NULL, NULL, ctx);
		ok = result != NULL && ctx->state == XSLT_STATE_OK && xsltSaveResultToFile(out, result, sheet) >= 0 &&
		     fflush(out) == 0;
	}
	if (!ok && c->err[0] == '\0')
		snprintf(c->err, c->len, "%s: cannot be applied", sheet_file);
	xmlFreeDoc(result);
	xsltFreeTransformContext(ctx);
	xsltFreeSecurityPrefs(prefs);
	xsltFreeStylesheet(sheet);
	return ok;
}

bool report_render(const char *report_file, const char *data_dir, const char *style, FILE *out, char *err,
		   size_t err_len)
{
	char sheet[4096];
	struct complaint c = {err, err_len};

	snprintf(sheet, sizeof(sheet), "%s/reports/style/%s.xsl", data_dir, style);
	struct report_file *f = report_open(report_file, data_dir, err, err_len);
	if (f == NULL)
		return false;
	xsltSetGenericErrorFunc(&c, on_error);
	bool ok = apply(f->doc, sheet, out, &c);
	xsltSetGenericErrorFunc(NULL, NULL);
	report_close(f);
	return ok;
}
