/*
 * conf_read.c - from files to the tree.  See conf_tree.h.
 *
 * The only file that knows libconfig.  Each file is read at once, walked by
 * scan.c, then given to libconfig; where libconfig still refuses it, the setting
 * in question is told and blanked, and the rest is read again.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libconfig.h>
#include <sodium.h>

#include "base/mem.h"
#include "model/conf_keys.h"
#include "model/conf_tree.h"
#include "model/near.h"
#include "model/scan.h"

#define FILE_MAX	(1024 * 1024)	/* libconfig is quadratic on long words */
#define PARSE_MAX	50		/* times one file is given to libconfig */

struct reading {
	struct conf	*c;
	uint16_t	 file;
	unsigned	 n_told, n_scanned;	/* mistakes, and those of the scanner */
};

static void
told(void *arg, int line, const char *path, const char *text)
{
	struct reading	*r = arg;

	r->n_told++;
	mistakes_add(r->c->out, r->c->files[r->file], r->file, line,
	    *path != '\0' ? path : "syntax", false, "%s", text);
}

static uint16_t
add_file(struct conf *c, const char *name)
{
	if (c->n_files == UINT16_MAX)	/* the last one's mistakes are told of the one before */
		return UINT16_MAX - 1;
	c->files = grow(c->files, c->n_files, &c->files_room, sizeof(*c->files));
	c->is_open = xreallocarray(c->is_open, c->files_room, sizeof(*c->is_open));
	c->is_open[c->n_files] = false;
	c->files[c->n_files] = arena_strdup(&c->arena, name);
	return (uint16_t)c->n_files++;
}

static struct node *
node_add(struct conf *c, struct node *parent, const char *name, enum node_type type, uint16_t file,
    uint32_t line)
{
	struct node	*n = arena_alloc(&c->arena, sizeof(*n));

	n->name = name != NULL ? arena_strdup(&c->arena, name) : "";
	n->type = type;
	n->file = file;
	n->line = line;
	n->parent = parent;
	n->index = parent->n_children++;
	if (parent->last != NULL)
		parent->last->next = n;
	else
		parent->child = n;
	parent->last = n;
	return n;
}

static void
take_setting(struct reading *r, struct node *parent, config_setting_t *s)
{
	static const uint8_t types[] = {
	    [CONFIG_TYPE_GROUP] = NODE_GROUP,
	    [CONFIG_TYPE_INT] = NODE_INT,
	    [CONFIG_TYPE_INT64] = NODE_INT,
	    [CONFIG_TYPE_FLOAT] = NODE_NUMBER,
	    [CONFIG_TYPE_STRING] = NODE_TEXT,
	    [CONFIG_TYPE_BOOL] = NODE_BOOL,
	    [CONFIG_TYPE_ARRAY] = NODE_LIST,
	    [CONFIG_TYPE_LIST] = NODE_LIST,
	};
	int		 type = config_setting_type(s);
	struct node	*n;

	n = node_add(r->c, parent, config_setting_name(s), types[type], r->file, s->line);
	switch (n->type) {
	case NODE_BOOL:
		n->is_true = config_setting_get_bool(s);
		break;
	case NODE_INT:
		n->n = type == CONFIG_TYPE_INT64 ? config_setting_get_int64(s)
		    : config_setting_get_int(s);
		break;
	case NODE_NUMBER:
		n->number = config_setting_get_float(s);
		break;
	case NODE_TEXT:
		n->text = arena_strdup(&r->c->arena, config_setting_get_string(s) != NULL ?
		    config_setting_get_string(s) : "");
		break;
	default:
		for (unsigned i = 0, count = (unsigned)config_setting_length(s); i < count; i++)
			take_setting(r, n, config_setting_get_elem(s, i));
	}
}

/* Tells what libconfig refused, blanks the setting; false when there is nothing left to blank. */
static bool
give_up_setting(struct reading *r, struct scan *s, const config_t *cfg)
{
	char	 name[80];
	int	 line = config_error_line(cfg);
	bool	 is_blanked = scan_blank(s, line, name, sizeof(name));

	if (r->n_scanned == 0)	/* else it is most likely what was told already */
		told(r, line, name,
		    config_error_text(cfg) != NULL ? config_error_text(cfg) : "syntax error");
	return is_blanked;
}

static void
lose(struct reading *r, const char *path)
{
	struct conf	*c = r->c;

	c->lost = grow(c->lost, c->n_lost, &c->lost_room, sizeof(*c->lost));
	c->lost[c->n_lost++] = (struct lost){ r->file, arena_strdup(&c->arena, path) };
}

/* `text` has room for two bytes after its `len`, and is changed. */
static void
parse(struct reading *r, struct node *into, char *text, size_t len, bool is_secret)
{
	struct scan	 s = { .text = text, .len = len + 1, .is_secret = is_secret,
			    .is_top = is_secret ? NULL : key_is_top, .is_hidden = key_is_secret,
			    .fn = told, .arg = r };
	config_t	 cfg;
	bool		 is_read = false;

	text[len] = '\n';	/* to libconfig, a # that ends the file is no comment */
	text[len + 1] = '\0';
	scan_text(&s);
	r->n_scanned = r->n_told;
	for (int i = 0; i < PARSE_MAX && !is_read; i++) {
		config_init(&cfg);
		is_read = config_read_string(&cfg, text);
		if (!is_read) {
			bool	 go_on = give_up_setting(r, &s, &cfg);

			config_destroy(&cfg);
			if (!go_on)
				break;
		}
	}
	if (is_read) {
		config_setting_t	*root = config_root_setting(&cfg);

		for (unsigned i = 0, n = (unsigned)config_setting_length(root); i < n; i++)
			take_setting(r, into, config_setting_get_elem(root, i));
		config_destroy(&cfg);
	}
	for (size_t i = 0; i < s.n_lost; i++)
		lose(r, s.lost[i]);
	scan_done(&s);
}

static void
tell_file(struct reading *r, const char *fmt, const char *what)
{
	mistakes_add(r->c->out, r->c->files[r->file], r->file, 1, "file", false, fmt, what);
}

/* The whole file with a spare byte, to be freed; NULL when told why not. */
static char *
slurp(struct reading *r, int dir, const char *name, bool is_secret, size_t *len)
{
	struct stat	 st;
	char		*text = NULL;
	ssize_t		 n = 0;
	int		 fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd == -1 || fstat(fd, &st) == -1)
		tell_file(r, "cannot be read: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		tell_file(r, "is %s", S_ISDIR(st.st_mode) ? "a directory" : "no ordinary file");
	else if (is_secret && (st.st_mode & 07) != 0)
		tell_file(r, "others can read it: %s", "chmod o= it");
	else if ((st.st_mode & S_IWOTH) != 0)
		tell_file(r, "everyone can write it: %s", "chmod o-w it");
	else if (st.st_size > FILE_MAX)
		tell_file(r, "is bigger than %s", "1 MiB");
	else {
		r->c->is_open[r->file] = (st.st_mode & S_IROTH) != 0;
		text = xmalloc((size_t)FILE_MAX + 3);
		for (*len = 0; *len <= FILE_MAX; *len += (size_t)n)
			if ((n = read(fd, text + *len, FILE_MAX + 1 - *len)) <= 0)
				break;
		if (n < 0)
			tell_file(r, "cannot be read: %s", strerror(errno));
		else if (*len > FILE_MAX)
			tell_file(r, "is bigger than %s", "1 MiB");
		if (n < 0 || *len > FILE_MAX) {
			free(text);
			text = NULL;
		}
	}
	if (fd != -1)
		close(fd);
	return text;
}

static bool
is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr(" \t\r\n", s[i]) == NULL || s[i] == '\0')
			return false;
	return true;
}

/* Reads one file into `into`; what was read goes into the hash. */
static bool
read_file(struct conf *c, int dir, const char *name, const char *shown, struct node *into,
    bool is_secret, crypto_hash_sha256_state *hash)
{
	struct reading	 r = { c, add_file(c, shown), 0, 0 };
	size_t		 len;
	char		*text = slurp(&r, dir, name, is_secret, &len);

	if (text == NULL)
		return false;
	crypto_hash_sha256_update(hash, (const unsigned char *)name, strlen(name) + 1);
	crypto_hash_sha256_update(hash, (const unsigned char *)text, len);
	if (is_blank(text, len) && !is_secret) {
		tell_file(&r, "is empty%s", "");
		lose(&r, "");	/* whatever it should say */
	}
	parse(&r, into, text, len, is_secret);
	free(text);
	return true;
}

static int
is_conf(const struct dirent *e)
{
	size_t	 len = strlen(e->d_name);

	return e->d_name[0] != '.' && len > 5 && strcmp(e->d_name + len - 5, ".conf") == 0;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
read_sites(struct conf *c, int dir, const char *base, crypto_hash_sha256_state *hash)
{
	struct dirent	**list = NULL;
	int		 n, fd = openat(dir, "sites.d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1 && errno == ENOENT)
		return;
	if (fd == -1 || (n = scandirat(fd, ".", &list, is_conf, by_name)) == -1) {
		struct reading r = {
		    c, add_file(c, arena_printf(&c->arena, "%ssites.d", base)), 0, 0};

		tell_file(&r, "cannot be read: %s", strerror(errno));
	} else
		for (int i = 0; i < n; i++) {
			read_file(c, fd, list[i]->d_name,
			    arena_printf(&c->arena, "%ssites.d/%s", base, list[i]->d_name), c->root,
			    false, hash);
			free(list[i]);
		}
	free(list);
	if (fd != -1)
		close(fd);
}

static void
read_secrets(struct conf *c, int dir, const char *base, crypto_hash_sha256_state *hash)
{
	struct node	*group = arena_alloc(&c->arena, sizeof(*group));
	char		*shown = arena_printf(&c->arena, "%ssecrets.conf", base);

	group->name = "";
	if ((c->flags & CONF_NO_SECRETS) != 0 || faccessat(dir, "secrets.conf", F_OK, 0) == -1)
		return;
	if (!read_file(c, dir, "secrets.conf", shown, group, true, hash)) {
		c->is_secrets_bad = true;
		return;
	}
	c->secrets = group;
	for (struct node *n = group->child; n != NULL; n = n->next)
		if (n->type != NODE_TEXT)
			conf_error(c, n, "must be a string: a secret in quotes");
}

/* "@secret:NAME" becomes what secrets.conf says. */
static void
resolve(struct conf *c, struct node *n)
{
	const struct node	*secret;

	for (struct node *child = n->child; child != NULL; child = child->next)
		resolve(c, child);
	if (n->type != NODE_TEXT || strncmp(n->text, "@secret:", 8) != 0)
		return;
	n->secret = n->text + 8;
	n->text = "";
	n->is_bad = true;
	if ((c->flags & CONF_NO_SECRETS) != 0 || c->is_secrets_bad)
		return;
	if (c->secrets == NULL)
		conf_error(c, n, "there is no secrets.conf that has \"%s\"", n->secret);
	else if ((secret = node_child(c->secrets, n->secret)) != NULL &&
	    secret->type == NODE_TEXT) {
		n->text = secret->text;
		n->is_bad = false;
	} else if (secret == NULL && !conf_is_lost_anywhere(c, n->secret)) {
		const char	*near = NULL;
		unsigned	 best = UINT32_MAX;

		for (const struct node *s = c->secrets->child; s != NULL; s = s->next)
			near_keep(n->secret, s->name, &near, &best);
		if (near != NULL)
			conf_error(c, n, "secrets.conf has no \"%s\", did you mean \"%s\"?",
			    n->secret, near);
		else
			conf_error(c, n, "secrets.conf has no \"%s\"", n->secret);
	}
}

static void
begin(struct conf *c)
{
	c->root = arena_alloc(&c->arena, sizeof(*c->root));
	c->root->name = "";
	c->root->line = 1;
}

void
conf_read(struct conf *c, const char *file)
{
	const char			*slash = strrchr(file, '/');
	char *base = xstrndup(file, slash != NULL ? (size_t)(slash - file) + 1 : 0);
	crypto_hash_sha256_state	 hash;
	unsigned char			 sum[crypto_hash_sha256_BYTES];
	int dir = open(*base != '\0' ? base : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	begin(c);
	crypto_hash_sha256_init(&hash);
	if (dir == -1) {
		struct reading	 r = { c, add_file(c, file), 0, 0 };

		tell_file(&r, "cannot be read: %s", strerror(errno));
	} else if (read_file(
	    c, dir, slash != NULL ? slash + 1 : file, file, c->root, false, &hash)) {
		if ((c->flags & CONF_ONE_FILE) == 0) {
			read_sites(c, dir, base, &hash);
			read_secrets(c, dir, base, &hash);
		}
		resolve(c, c->root);
	}
	crypto_hash_sha256_final(&hash, sum);
	sodium_bin2hex(c->sha256, sizeof(c->sha256), sum, sizeof(sum));
	if (dir != -1)
		close(dir);
	free(base);
}

void
conf_read_text(struct conf *c, const char *name, const char *text, size_t len)
{
	struct reading	 r = { c, 0, 0, 0 };
	char		*copy = xmalloc(len + 2);

	if (c->root == NULL)
		begin(c);
	r.file = add_file(c, name);
	memcpy(copy, text, len);
	if (len <= FILE_MAX)
		parse(&r, c->root, copy, len, false);
	else
		tell_file(&r, "is bigger than %s", "1 MiB");
	free(copy);
	resolve(c, c->root);
}
