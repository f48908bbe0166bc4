/* xlsx.c - see form.h and xlsx.h: a report as a workbook */
#include <sys/mman.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"
#include "forms/make.h"
#include "forms/xlsx.h"
#include "model/field.h"
#include "model/zone.h"

#define TEXT_CELL	4096	/* bytes; Excel takes 32767 characters */
#define MANY_SITES	60	/* from here on rows are not kept in memory */

/* Cells. */

void
cell_blank(struct sheet *s)
{
	s->column++;
}

void
cell_text(struct sheet *s, const char *text)
{
	char	 clean[TEXT_CELL];

	if (text_clean(clean, sizeof(clean), text, strlen(text)) > 0)
		worksheet_write_string(s->worksheet, s->row, s->column, clean, NULL);
	s->column++;
}

void
cell_seconds(struct sheet *s, int64_t seconds)
{
	worksheet_write_number(s->worksheet, s->row, s->column++, (double)seconds / DAY_SECONDS,
	    s->book->span);
}

void
cell_span(struct sheet *s, const json_t *owner, const char *key)
{
	if (field_has(owner, key))
		cell_seconds(s, field_int(owner, key));
	else
		cell_blank(s);
}

void
cell_count(struct sheet *s, const json_t *owner, const char *key)
{
	if (field_has(owner, key))
		worksheet_write_number(
		    s->worksheet, s->row, s->column, (double)field_int(owner, key), s->book->count);
	s->column++;
}

void
cell_percent(struct sheet *s, const json_t *owner, const char *key)
{
	/* 94.23 as it was truncated, nothing more behind it */
	if (field_has(owner, key))
		worksheet_write_number(s->worksheet, s->row, s->column,
		    (double)(int64_t)(strtod(field_str(owner, key), NULL) * 100 + 0.5) / 10000,
		    s->book->percent);
	s->column++;
}

void
cell_time(struct sheet *s, const json_t *owner, const char *key)
{
	struct civil	 c = zone_civil(s->book->zone, field_time(owner, key));
	lxw_datetime	 t = { c.date.year, c.date.month, c.date.day, c.hour, c.minute, c.second };

	if (field_has(owner, key))
		worksheet_write_datetime(s->worksheet, s->row, s->column, &t, s->book->stamp);
	s->column++;
}

void
cell_day(struct sheet *s, int32_t day)
{
	struct date	 d = civil_date(day);
	lxw_datetime	 t = { d.year, d.month, d.day, 0, 0, 0 };

	worksheet_write_datetime(s->worksheet, s->row, s->column++, &t, s->book->date);
}

void
sheet_row(struct sheet *s)
{
	s->row++;
	s->column = 0;
}

struct sheet
sheet_bare(struct book *b, const char *name, const struct sheet_column *columns, size_t n)
{
	struct sheet	 s = { .book = b, .worksheet = workbook_add_worksheet(b->workbook, name) };

	if (s.worksheet == NULL)	/* a name twice: Excel's own name for it */
		s.worksheet = workbook_add_worksheet(b->workbook, NULL);
	worksheet_set_landscape(s.worksheet);
	worksheet_set_paper(s.worksheet, 9);	/* A4 */
	worksheet_fit_to_pages(s.worksheet, 1, 0);
	for (size_t i = 0; i < n; i++)
		worksheet_set_column(
		    s.worksheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
	return s;
}

void
sheet_heads(struct sheet *s, const struct sheet_column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		worksheet_write_string(
		    s->worksheet, s->row, (lxw_col_t)i, columns[i].head, s->book->head);
	sheet_row(s);
}

struct sheet
sheet_new(struct book *b, const char *name, const struct sheet_column *columns, size_t n)
{
	struct sheet	 s = sheet_bare(b, name, columns, n);

	sheet_heads(&s, columns, n);
	worksheet_freeze_panes(s.worksheet, 1, n > 3 ? 1 : 0);
	worksheet_repeat_rows(s.worksheet, 0, 0);
	return s;
}

/* The workbook. */

static lxw_format *
format(struct book *b, const char *number)
{
	lxw_format	*f = workbook_add_format(b->workbook);

	if (number != NULL)
		format_set_num_format(f, number);
	return f;
}

static void
add_formats(struct book *b)
{
	bool	 is_french = lang_is_french();

	b->head = format(b, NULL);
	format_set_bold(b->head);
	format_set_text_wrap(b->head);
	format_set_align(b->head, LXW_ALIGN_VERTICAL_TOP);
	format_set_bottom(b->head, LXW_BORDER_THIN);
	b->title = format(b, NULL);
	format_set_bold(b->title);
	format_set_font_size(b->title, 14);
	b->wrap = format(b, NULL);
	format_set_text_wrap(b->wrap);
	b->span = format(b, "[h]:mm:ss");
	b->stamp = format(b, is_french ? "dd/mm/yyyy hh:mm:ss" : "yyyy-mm-dd hh:mm:ss");
	b->date = format(b, is_french ? "dd/mm/yyyy" : "yyyy-mm-dd");
	b->percent = format(b, "0.00 %");
	b->count = format(b, "#,##0");
}

static void
add_properties(struct book *b)
{
	const json_t		*r = b->report;
	char *title = xasprintf("%s %s", _("Availability report"), field_str(r, "period.label"));
	lxw_doc_properties properties = {.title = title,
	    .author = (char *)(uintptr_t)field_str(r, "network_name"),
	    .company = (char *)(uintptr_t)field_str(r, "network_name"),
	    .comments = "vigie " PACKAGE_VERSION,
	    .created = (time_t)wall_sec(field_time(r, "generated"))};
	char			*author = field_clean(properties.author, "");

	/* 0 would be the time of today: the same report is the same file */
	if (properties.created == 0)
		properties.created = 1;
	properties.author = properties.company = author;
	workbook_set_properties(b->workbook, &properties);
	if (field_has(r, "frozen.sha256"))
		workbook_set_custom_property_string(
		    b->workbook, "sha256", field_str(r, "frozen.sha256"));
	free(title);
	free(author);
}

static void
write_sheets(struct book *b)
{
	add_formats(b);
	add_properties(b);
	sheet_summary(b);
	sheet_points(b);
	sheet_outages(b);
	sheet_half_days(b);
	sheet_unknown(b);
	sheet_declared(b);
	sheet_months(b);
	sheet_days(b);
	sheet_method(b);
}

static void
read_back(int fd, struct buf *out)
{
	char	 block[65536];
	ssize_t	 n;

	for (off_t at = 0; (n = pread(fd, block, sizeof(block), at)) > 0; at += n)
		buf_add(out, block, (size_t)n);
}

bool
xlsx_make(const json_t *report, struct buf *out, struct err *err)
{
	lxw_workbook_options	 options = { .constant_memory =
		json_array_size(field_get(report, "sites")) > MANY_SITES };
	struct zone		*zone = zone_load(field_str(report, "period.timezone"), NULL);
	struct book		 b = { .zone = zone, .report = report };
	int			 fd = memfd_create("report", MFD_CLOEXEC);
	lxw_error		 error;
	char			 path[64];

	if (fd == -1) {
		zone_free(zone);
		return err_set(err, "memfd_create: %s", strerror(errno));
	}
	/* the library writes to a name: this one is memory */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	b.workbook = workbook_new_opt(path, &options);
	write_sheets(&b);
	error = workbook_close(b.workbook);
	if (error == LXW_NO_ERROR)
		read_back(fd, out);
	close(fd);
	zone_free(zone);
	if (error != LXW_NO_ERROR)
		return err_set(err, _("the workbook could not be made: %s"), lxw_strerror(error));
	return true;
}
