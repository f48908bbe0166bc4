/* assets.c - see assets.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "assets.h"
#include "blob.h"

/* Made from static/ by the build (files.mk). */
extern const unsigned char	 static_vigie_css[], static_vigie_svg[], static_report_css[];
extern const unsigned int	 static_vigie_css_len, static_vigie_svg_len, static_report_css_len;

static struct asset {
	const char		*name, *type;
	const unsigned char	*data;
	const unsigned int	*len;
	struct blob		*blob;
	char			 path[64];
} assets[] = {
	{ "vigie.css", "text/css; charset=utf-8", static_vigie_css, &static_vigie_css_len, NULL, "" },
	{ "report.css", "text/css; charset=utf-8", static_report_css, &static_report_css_len, NULL, "" },
	{ "vigie.svg", "image/svg+xml", static_vigie_svg, &static_vigie_svg_len, NULL, "" },
};

void
assets_init(void)
{
	for (size_t i = 0; i < N_ELEMENTS(assets); i++) {
		struct asset	*a = &assets[i];
		const char	*dot = strchr(a->name, '.');

		a->blob = blob_copy(a->data, *a->len);
		snprintf(a->path, sizeof(a->path), "/static/%.*s.%.16s%s", (int)(dot - a->name), a->name,
		    a->blob->etag + 1, dot);
	}
}

void
assets_done(void)
{
	for (size_t i = 0; i < N_ELEMENTS(assets); i++) {
		blob_unref(assets[i].blob);
		assets[i].blob = NULL;
	}
}

const char *
asset_path(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(assets); i++)
		if (strcmp(assets[i].name, name) == 0)
			return assets[i].path;
	return "/static/";
}

struct blob *
asset_find(const char *file, const char **type, int *is_hashed)
{
	for (size_t i = 0; i < N_ELEMENTS(assets); i++) {
		*is_hashed = strcmp(assets[i].path + strlen("/static/"), file) == 0;
		if (*is_hashed || strcmp(assets[i].name, file) == 0) {
			*type = assets[i].type;
			return assets[i].blob;
		}
	}
	return NULL;
}
