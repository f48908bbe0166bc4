/* paper_html.c - see paper.h: a document as HTML */
#include "base/buf.h"
#include "base/html.h"
#include "paper/inside.h"

static void
head_row(struct html *h, const struct block *b)
{
	h_open(h, "thead");
	h_open(h, "tr");
	for (size_t k = 0; k < b->n_columns; k++) {
		h_open(h, "th");
		h_attr(h, "scope", "col");
		h_text(h, b->columns[k]);
		h_close(h);
	}
	h_close(h);
	h_close(h);
}

static void
row(struct html *h, const struct block *b, char *const *cells)
{
	h_open(h, "tr");
	h_open(h, "th");
	h_attr(h, "scope", "row");
	h_text(h, cells[0]);
	h_close(h);
	for (size_t k = 1; k < b->n_columns; k++)
		h_el(h, "td", NULL, cells[k]);
	h_close(h);
}

/* Wider than the screen it scrolls, by keyboard too. */
static void
table(struct html *h, const struct block *b, size_t number)
{
	h_open(h, "div");
	h_attr(h, "class", "scroll");
	h_attr(h, "tabindex", "0");
	h_attr(h, "role", "region");
	h_attrf(h, "aria-labelledby", "table-%zu", number);
	h_open(h, "table");
	h_attr(h, "class", "list paper");
	h_open(h, "caption");
	h_attrf(h, "id", "table-%zu", number);
	h_text(h, b->text);
	h_close(h);
	head_row(h, b);
	h_open(h, "tbody");
	for (size_t i = 0; i + b->n_columns <= b->n_cells; i += b->n_columns)
		row(h, b, b->cells + i);
	h_close(h);
	h_close(h);
	h_close(h);
}

static size_t
facts(struct html *h, const struct paper *p, size_t i)
{
	h_open(h, "dl");
	h_attr(h, "class", "facts paper");
	for (; i < p->n && p->blocks[i].kind == BLOCK_FACT; i++) {
		h_open(h, "div");
		h_el(h, "dt", NULL, p->blocks[i].text);
		h_el(h, "dd", NULL, p->blocks[i].value);
		h_close(h);
	}
	h_close(h);
	return i - 1;
}

void
paper_html_part(const struct paper *p, struct html *h)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct block	*b = &p->blocks[i];

		switch (b->kind) {
		case BLOCK_HEADING:
			h_el(h, "h2", NULL, b->text);
			break;
		case BLOCK_SAY:
			h_el(h, "p", NULL, b->text);
			break;
		case BLOCK_NOTE:
			h_el(h, "p", "muted", b->text);
			break;
		case BLOCK_FACT:
			i = facts(h, p, i);
			break;
		case BLOCK_TABLE:
			table(h, b, i);
			break;
		}
	}
}

static const char	 style[] =
	"body{font:11pt/1.45 system-ui,sans-serif;color:#1a1f24;background:#fff;max-width:60rem;"
	"margin:2rem auto;padding:0 1rem;font-variant-numeric:tabular-nums}"
	"h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
	".facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.6rem 1.5rem}"
	"dl,dd{margin:0}dt{font-size:.85rem;color:#56606b}.muted{font-size:.9rem;color:#56606b}"
	"table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.3rem 0;color:#56606b}"
	"th,td{text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;"
	"border-bottom:1px solid #d5dbe1}.scroll{overflow-x:auto}"
	"@page{size:A4;margin:18mm 15mm}"
	"@media print{body{margin:0;max-width:none;font-size:9.5pt}.scroll{overflow:visible}"
	"tr{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}";

void
paper_html(const struct paper *p, const char *lang, struct buf *out)
{
	struct html	 h = { 0 };
	struct buf	 page;

	h_doctype(&h);
	h_open(&h, "html");
	h_attr(&h, "lang", lang);
	h_open(&h, "head");
	h_open(&h, "meta");
	h_attr(&h, "charset", "utf-8");
	h_close(&h);
	h_el(&h, "title", NULL, p->title);
	h_open(&h, "meta");
	h_attr(&h, "name", "viewport");
	h_attr(&h, "content", "width=device-width, initial-scale=1");
	h_close(&h);
	h_open(&h, "style");
	h_raw(&h, style, sizeof(style) - 1);
	h_close(&h);
	h_close(&h);
	h_open(&h, "body");
	h_open(&h, "main");
	h_el(&h, "h1", NULL, p->title);
	paper_html_part(p, &h);
	h_close(&h);
	h_close(&h);
	h_close(&h);
	page = h_take(&h);
	buf_add(out, page.s, page.len);
	buf_done(&page);
}
