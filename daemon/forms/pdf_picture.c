/* pdf_picture.c - see pdf.h: bars that lie and bars that stand */
#include <stdlib.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/pdf.h"

#define ROW		21.0	/* height of a lying bar with its space */
#define DAYS_HEIGHT	70.0

void
pdf_bars(struct paper *paper, const struct paper_bars *bars)
{
	struct pdf_paper	*p = (struct pdf_paper *)paper;
	double			 label = 0, said = 0, room;
	int64_t			 most = 1;

	for (size_t i = 0; i < bars->n; i++) {
		double a = pdf_width(p, FACE_BODY, bars->bars[i].label),
		       b = pdf_width(p, FACE_STATUS, bars->bars[i].said);

		label = a > label ? a : label;
		said = b > said ? b : said;
		most = bars->bars[i].value > most ? bars->bars[i].value : most;
	}
	room = SHEET_ROOM - label - said - 24;
	p->y += 12;
	pdf_need(p, 24 + ROW * (double)bars->n);
	pdf_open(p, "P", NULL);
	pdf_show(p, pdf_layout(p, FACE_H3, bars->title, SHEET_ROOM), FACE_H3, SHEET_LEFT, p->y);
	pdf_close(p, "P");
	p->y += 18;
	pdf_open(p, "Table", NULL);
	for (size_t i = 0; i < bars->n; i++, p->y += ROW) {
		const struct paper_bar	*bar = &bars->bars[i];
		double			 len = room * (double)bar->value / (double)most;

		pdf_open(p, "TR", NULL);
		pdf_open(p, "TH", NULL);
		pdf_line_show(p, FACE_BODY, false, bar->label, SHEET_LEFT, p->y);
		pdf_close(p, "TH");
		pdf_open(p, "TD", NULL);
		pdf_line_show(p, FACE_STATUS, false, bar->said,
		    SHEET_LEFT + label + 22 + len, p->y);
		pdf_close(p, "TD");
		pdf_close(p, "TR");
		if (p->is_counting || bar->value <= 0)
			continue;
		pdf_ink(p, bar->ink);
		cairo_rectangle(p->cr, SHEET_LEFT + label + 14, p->y - 1, len < 1 ? 1 : len, 13);
		cairo_fill(p->cr);
	}
	pdf_close(p, "Table");
	p->y += 4;
}

/* A box of one ink: full, or hatched so that no colour stands alone. */
static void
box(struct pdf_paper *p, enum paper_ink ink, double x, double y, double w, double h)
{
	double	 step = 3, from = ink == PAPER_UNKNOWN ? 1 : -1;

	if (p->is_counting)
		return;
	pdf_ink(p, ink);
	cairo_rectangle(p->cr, x, y, w, h);
	if (ink == PAPER_UP || ink == PAPER_DOWN) {
		cairo_fill(p->cr);
		return;
	}
	cairo_save(p->cr);
	cairo_clip_preserve(p->cr);
	cairo_set_line_width(p->cr, 0.6);
	cairo_stroke(p->cr);
	for (double d = -h; d < w + h; d += step) {
		cairo_move_to(p->cr, x + d, from > 0 ? y + h : y);
		cairo_line_to(p->cr, x + d + h, from > 0 ? y : y + h);
	}
	cairo_stroke(p->cr);
	cairo_restore(p->cr);
}

static void
put_day(struct pdf_paper *p, const struct paper_day *day, double x, double w, int64_t most)
{
	static const enum paper_ink order[] = {
	    PAPER_DOWN, PAPER_UNKNOWN, PAPER_MAINTENANCE, PAPER_UP};
	double				 y = p->y + DAYS_HEIGHT;
	int64_t				 open = 0;

	for (size_t k = 0; k < N_ELEMENTS(order); k++) {
		double	 h = (double)day->of[order[k]] * DAYS_HEIGHT / (double)most;

		if (day->of[order[k]] <= 0)
			continue;
		open += day->of[order[k]];
		if (order[k] == PAPER_DOWN && h < 1.5)
			h = 1.5;	/* whatever was down is seen */
		y -= h;
		box(p, order[k], x, y, w, h);
	}
	if (open == 0)
		pdf_rule(p, p->y + DAYS_HEIGHT - 0.5, x, x + w, 1, 0.75);
}

static void
put_legend(struct pdf_paper *p)
{
	double	 x = SHEET_LEFT;

	for (int i = 0; i < PAPER_INKS; i++) {
		const char	*said = paper_ink_said((enum paper_ink)i);

		box(p, (enum paper_ink)i, x, p->y + 1, 7, 7);
		pdf_line_show(p, FACE_LABEL, false, said, x + 11, p->y);
		x += 11 + pdf_width(p, FACE_LABEL, said) + 16;
	}
	p->y += 14;
}

void
pdf_days(struct paper *paper, const struct paper_days *days)
{
	struct pdf_paper	*p = (struct pdf_paper *)paper;
	double			 step = SHEET_ROOM / (double)(days->n > 31 ? days->n : 31);
	int64_t			 most = 1;

	if (days->n <= 14)
		step = SHEET_ROOM / 14;
	for (size_t i = 0; i < days->n; i++) {
		int64_t	 open = 0;

		for (size_t k = 0; k < PAPER_INKS; k++)
			open += days->days[i].of[k];
		most = open > most ? open : most;
	}
	p->y += 10;
	pdf_need(p, DAYS_HEIGHT + 50);
	pdf_open(p, "P", NULL);
	pdf_show(p, pdf_layout(p, FACE_H3, days->title, SHEET_ROOM), FACE_H3, SHEET_LEFT, p->y);
	pdf_close(p, "P");
	p->y += 18;
	pdf_open(p, "Figure", NULL);
	for (size_t i = 0; i < days->n; i++) {
		double	 x = SHEET_LEFT + step * (double)i, w = step * 0.8;

		put_day(p, &days->days[i], x, w, most);
		if (days->n <= 14 || i == 0 || (i + 1) % 5 == 0)
			pdf_line_show(p, FACE_LABEL, false, days->days[i].label,
			    x + (w - pdf_width(p, FACE_LABEL, days->days[i].label)) / 2,
			    p->y + DAYS_HEIGHT + 2);
	}
	p->y += DAYS_HEIGHT + 15;
	put_legend(p);
	pdf_close(p, "Figure");
}
