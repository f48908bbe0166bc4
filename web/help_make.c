/*
 * help_make.c - makes C of the sheets "What to do?": help_make LANGUAGE/CODE.md...
 *
 * A sheet is a title, perhaps a paragraph, one ordered list of steps, perhaps more
 * paragraphs.  Anything else is refused with the file's name, and the build stops.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmark.h>

#include "help.h"

#define SHEET_MAX	8192	/* bytes */

static void __attribute__((format(printf, 2, 3), noreturn))
refuse(const char *path, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	fprintf(stderr, "%s: ", path);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

static cmark_node *
parse(const char *path)
{
	static char	 text[SHEET_MAX];
	FILE		*f = fopen(path, "r");
	size_t		 n;

	if (f == NULL)
		refuse(path, "cannot be read");
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	if (n == sizeof(text))
		refuse(path, "is longer than a sheet may be");
	return cmark_parse_document(text, n, CMARK_OPT_DEFAULT);
}

static void
check(const char *path, cmark_node *document)
{
	cmark_iter		*iter = cmark_iter_new(document);
	cmark_event_type	 event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		switch (cmark_node_get_type(cmark_iter_get_node(iter))) {
		case CMARK_NODE_HTML_BLOCK:
		case CMARK_NODE_HTML_INLINE:
		case CMARK_NODE_IMAGE:
			refuse(path, "HTML and pictures have no place in a sheet");
		default:
			break;
		}
	cmark_iter_free(iter);
}

static void
print_string(const char *s)
{
	putchar('"');
	for (; *s != '\0'; s++) {
		if (*s == '\n')
			fputs("\\n", stdout);
		else if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void
print_html(cmark_node *node)
{
	char	*html = cmark_render_html(node, CMARK_OPT_DEFAULT);

	print_string(html);
	free(html);
}

static unsigned
count_steps(const char *path, cmark_node *list)
{
	unsigned	 n = 0;

	if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST)
		refuse(path, "the steps are no numbered list");
	for (cmark_node *item = cmark_node_first_child(list); item != NULL;
	    item = cmark_node_next(item))
		n++;
	if (n > HELP_STEPS_MAX)
		refuse(path, "%u steps: nobody does more than %d", n, HELP_STEPS_MAX);
	return n;
}

static void
print_sheet(const char *path, cmark_node *document)
{
	cmark_node	*node = cmark_node_first_child(document);
	unsigned	 n_steps = 0;

	if (node == NULL || cmark_node_get_type(node) != CMARK_NODE_HEADING ||
	    cmark_node_first_child(node) == NULL)
		refuse(path, "begins without a title");
	fputs("\t    ", stdout);
	print_string(cmark_node_get_literal(cmark_node_first_child(node)));
	fputs(",\n\t    \"\" ", stdout);
	while ((node = cmark_node_next(node)) != NULL) {
		if (cmark_node_get_type(node) != CMARK_NODE_LIST) {
			print_html(node);
			continue;
		}
		if (n_steps != 0)
			refuse(path, "has two lists");
		n_steps = count_steps(path, node);
		fputs(",\n\t    ", stdout);
		print_html(node);
		fputs(",\n\t    \"\" ", stdout);
	}
	if (n_steps == 0)
		refuse(path, "has no steps");
}

int
main(int argc, char **argv)
{
	puts("/* made by help_make */\n#include <stddef.h>\n#include \"help.h\"\n\n"
	    "const struct help_sheet help_sheets[] = {");
	for (int i = 1; i < argc; i++) {
		const char	*file = strrchr(argv[i], '/');
		cmark_node	*document = parse(argv[i]);

		if (file == NULL || file - argv[i] < 2 || strlen(file) < 5)
			refuse(argv[i], "is no LANGUAGE/CODE.md");
		check(argv[i], document);
		printf("\t{ \"%.*s\", \"%.2s\",\n", (int)(strlen(file) - 4), file + 1, file - 2);
		print_sheet(argv[i], document);
		puts(" },");
		cmark_node_free(document);
	}
	puts("\t{ NULL, NULL, NULL, NULL, NULL, NULL }\n};");
	return 0;
}
