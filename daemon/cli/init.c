/* init.c - see init.h */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/init.h"

/* A libconfig string. */
static void
add_string(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(out, '\\');
		buf_addc(out, (unsigned char)*text < 0x20 ? ' ' : *text);
	}
	buf_addc(out, '"');
}

/* `text` with each @ replaced by the next of the strings. */
static void
fill(struct buf *out, const char *text, const char *const *strings)
{
	for (; *text != '\0'; text++)
		if (*text == '@')
			add_string(out, *strings++);
		else
			buf_addc(out, *text);
}

static char *
sender(const struct init_wishes *w)
{
	const char	*at = strchr(w->mail, '@');

	return xasprintf("vigie@%s", at != NULL ? at + 1 : "localhost");
}

void
init_network(struct buf *out, const struct init_wishes *w)
{
	char		*from = sender(w);
	const char	*strings[] = { w->network_id, w->name, lang_get(), "127.0.0.1:8080", w->store,
	    w->socket, w->smtp, from, w->name, w->mail };

	fill(out, _("# vigie.conf: the network.  vigie.conf(5) says all that may be written here;\n"
	    "# \"vigied -t\" checks it, \"vigie reload\" takes it.  Points are in sites.d/, one a file.\n"
	    "\n"
	    "network = {\n"
	    "  id = @;\n"
	    "  name = @;\n"
	    "  timezone = \"Europe/Paris\";\n"
	    "  language = @;\n"
	    "  holidays = \"FR\";                   # French public holidays, computed\n"
	    "  # url = \"https://vigie.example.org\"; # where people reach the page; stands in mails\n"
	    "  # phone = \"04 75 00 00 00\";\n"
	    "};\n"
	    "\n"
	    "# Addresses elsewhere that always answer (three, of different networks).  When most of them\n"
	    "# are silent it is vigie that is cut off, and nobody is called down.  Do write some here:\n"
	    "# canaries = [ \"192.0.2.1\", \"192.0.2.2\", \"192.0.2.3\" ];\n"
	    "\n"
	    "# The public page; a proxy in front of it makes it HTTPS.\n"
	    "web = { listen = @; };\n"
	    "\n"
	    "store = { dir = @; };               # what vigie knows: back it up with \"vigie backup\"\n"
	    "control = { socket = @; };          # where the command line reaches it\n"
	    "\n"
	    "mail = { smtp = @; from = @; };\n"
	    "\n"
	    "# Who is told: a contact for each person, a route for who hears of what and when.\n"
	    "contacts = ( { id = \"technique\"; name = @; mail = @; } );\n"
	    "routes = ( { tell = [ \"technique\" ]; by = [ \"mail\" ]; } );\n"), strings);
	free(from);
}

void
init_site(struct buf *out, const struct init_wishes *w)
{
	const char	*strings[] = { w->site_id, w->site, w->opening, w->address };

	fill(out, _("# One access point.  Copy this file for the next one.\n"
	    "\n"
	    "site = {\n"
	    "  id = @;                # stays for ever: addresses of pages, history\n"
	    "  name = @;\n"
	    "  opening = @;           # as in OpenStreetMap's opening_hours\n"
	    "  # commune = \"Alboussière\"; insee = \"07007\"; position = [ 44.940, 4.735 ];\n"
	    "  link = {\n"
	    "    kind = \"other\";      # adsl vdsl sdsl ftth ftto cable 4g 5g satellite radio other\n"
	    "    # operator = \"op1\"; down = \"8 Mbit/s\"; up = \"800 kbit/s\";\n"
	    "    router = { address = @; };   # snmp = \"routers\"; gives its line values\n"
	    "  };\n"
	    "  # The PCs that the public uses:\n"
	    "  # pcs = ( { id = \"accueil\"; address = \"192.0.2.11\"; public = true; } );\n"
	    "};\n"), strings);
}

bool
init_file(const char *path, const struct buf *text)
{
	struct group	*gr = getgrnam("_vigie-engine");
	int		 fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	bool		 is_good;

	if (fd == -1) {
		cli_refuse("%s: %s", path, errno == EEXIST ? _("exists; it is not touched") :
		    strerror(errno));
		return false;
	}
	is_good = write(fd, text->s, text->len) == (ssize_t)text->len && fsync(fd) == 0;
	if (geteuid() == 0 && gr != NULL && is_good)
		is_good = fchown(fd, 0, gr->gr_gid) == 0;
	if (!is_good) {
		cli_refuse("%s: %m", path);
		unlink(path);
	}
	close(fd);
	return is_good;
}

bool
init_dir(const char *path, bool *made)
{
	*made = mkdir(path, 0755) == 0;
	if (*made || errno == EEXIST)
		return true;
	cli_refuse("%s: %m", path);
	return false;
}
