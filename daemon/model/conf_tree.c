/* conf_tree.c - see conf_tree.h; and the list of mistakes of conf.h */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "model/conf_tree.h"
#include "model/scan.h"

/* Writes backwards from the end of the buffer. */
static size_t
prepend(char out[static PATH_SIZE], size_t at, const char *s)
{
	size_t	 len = strlen(s);

	if (len >= at)
		return at;
	memcpy(out + at - len, s, len);
	return at - len;
}

const char *
node_path(const struct node *n, char out[static PATH_SIZE])
{
	size_t	 at = PATH_SIZE - 1;
	char	 index[24];

	out[at] = '\0';
	for (; n->parent != NULL; n = n->parent) {
		bool	 is_element = n->parent->type == NODE_LIST;

		snprintf(index, sizeof(index), "[%u]", n->index);
		at = prepend(out, at, is_element ? index : n->name);
		if (!is_element && n->parent->parent != NULL)
			at = prepend(out, at, ".");
	}
	return memmove(out, out + at, PATH_SIZE - at);
}

struct node *
node_child(const struct node *n, const char *name)
{
	for (struct node *c = n->child; c != NULL; c = c->next)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

/* What a file says may be in a sentence: nothing of it may end the line or move the cursor. */
static void
one_line(char *text)
{
	size_t	 size = strlen(text) + 1;
	char	*copy = xstrdup(text);

	text_clean(text, size, copy, size - 1);
	free(copy);
}

static void
add(struct mistakes *m, const char *file, unsigned order, int line, const char *key,
    bool is_warning, const char *fmt, va_list ap)
{
	char	*text;

	if (vasprintf(&text, fmt, ap) == -1)
		text = xstrdup("");
	one_line(text);
	m->list = grow(m->list, m->n, &m->room, sizeof(*m->list));
	m->list[m->n++] =
	    (struct mistake){xstrdup(file), line, xstrdup(key), text, is_warning, order};
	m->n_errors += !is_warning;
}

void
mistakes_add(struct mistakes *m, const char *file, unsigned order, int line, const char *key,
    bool is_warning, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add(m, file, order, line, key, is_warning, fmt, ap);
	va_end(ap);
}

static void
add_of_node(struct conf *c, const struct node *n, const char *key, bool is_warning, const char *fmt,
    va_list ap)
{
	char	 path[PATH_SIZE];

	if (n->parent != NULL && n->parent->type == NODE_LIST && n->type != NODE_GROUP)
		n = n->parent;		/* an element without a name: its list is the setting */
	node_path(n, path);
	if (key != NULL) {
		if (*path != '\0')
			strlcat(path, ".", sizeof(path));
		strlcat(path, key, sizeof(path));
	}
	add(c->out, n->file < c->n_files ? c->files[n->file] : "", n->file, (int)n->line, path,
	    is_warning, fmt, ap);
}

void
conf_error(struct conf *c, struct node *n, const char *fmt, ...)
{
	va_list	 ap;

	n->is_bad = true;
	va_start(ap, fmt);
	add_of_node(c, n, NULL, false, fmt, ap);
	va_end(ap);
}

void
conf_warn(struct conf *c, struct node *n, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add_of_node(c, n, NULL, true, fmt, ap);
	va_end(ap);
}

void
conf_error_at(struct conf *c, const struct node *n, const char *key, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add_of_node(c, n, key, false, fmt, ap);
	va_end(ap);
}

void
conf_warn_at(struct conf *c, const struct node *n, const char *key, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	add_of_node(c, n, key, true, fmt, ap);
	va_end(ap);
}

const char *
conf_place(const struct conf *c, const struct node *n, char out[static PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "%s:%u", n->file < c->n_files ? c->files[n->file] : "", n->line);
	return out;
}

bool
conf_is_lost(const struct conf *c, uint16_t file, const char *path)
{
	for (size_t i = 0; i < c->n_lost; i++)
		if (c->lost[i].file == file && scan_overlap(c->lost[i].path, path))
			return true;
	return false;
}

bool
conf_is_lost_anywhere(const struct conf *c, const char *path)
{
	for (size_t i = 0; i < c->n_lost; i++)
		if (scan_overlap(c->lost[i].path, path))
			return true;
	return false;
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	arena_done(&c->arena);
	free(c->files);
	free(c->is_open);
	free(c->lost);
	free(c);
}

static int
by_place(const void *a, const void *b)
{
	const struct mistake	*x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->key != y->key && strcmp(x->key, y->key) != 0 ? strcmp(x->key, y->key) :
	    strcmp(x->text, y->text);
}

void
mistakes_sort(struct mistakes *m)
{
	if (m->n > 1)
		qsort(m->list, m->n, sizeof(*m->list), by_place);
}

char *
mistake_text(const struct mistake *m)
{
	return xasprintf("%s:%d: %s: %s", m->file, m->line, m->key, m->text);
}

void
mistakes_print(const struct mistakes *m, bool warnings, FILE *out)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->list[i].is_warning == warnings)
			fprintf(out, "%s:%d: %s: %s\n", m->list[i].file, m->list[i].line,
			    m->list[i].key, m->list[i].text);
}

void
mistakes_done(struct mistakes *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->list[i].file);
		free(m->list[i].key);
		free(m->list[i].text);
	}
	free(m->list);
	*m = (struct mistakes){ 0 };
}
