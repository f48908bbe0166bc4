/* page_about.c - what is collected, who can read the pages, what to say when one cannot be. */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "feed.h"
#include "page.h"

static const struct {
	const char	*what, *how, *kept;
} fields[] = {
	{ N_("State of each point's line (works, down, not measured), with its times"),
	  N_("small questions to the point's router, several times a minute"),
	  N_("for good: reports must still be right after years") },
	{ N_("Response time, packets lost, traffic and noise margin of the line"),
	  N_("the same questions, and the router's own counters every minute"),
	  N_("10 days by minute, 90 days by five minutes, 5 years by hour") },
	{ N_("Whether a computer of the point answers (never who uses it, nor for what)"),
	  N_("a small question, once to a few times a minute"),
	  N_("12 months at most, then erased by itself; what is known of the line stays") },
	{ N_("Load, memory and disk of the network's own devices"),
	  N_("the devices' own counters"), N_("as the line's") },
	{ N_("Incidents, works announced, closures declared"),
	  N_("deduced from the above, or declared by a person"),
	  N_("for good; the names of who declared them or was told, 12 months at most") },
	{ N_("Technicians' actions (taking charge, comments)"),
	  N_("written down when they act"),
	  N_("12 months at most; then only that and when it was done, without name or words") },
	{ N_("Each answer to these questions, so that they can be judged again by other rules"),
	  N_("put aside when it is judged, together with what technicians did then"),
	  N_("7 days unless the network has chosen otherwise, a year at most") },
};

struct buf
page_data(struct page *p)
{
	struct html	 h = { 0 };

	page_begin(&h, p, _("Data collected"));
	h_el(&h, "h1", NULL, _("Data collected"));
	h_el(&h, "p", "lead", _("vigie measures lines and devices. It does not watch people."));
	h_open(&h, "div");
	h_attr(&h, "class", "scroll");
	h_attr(&h, "tabindex", "0");
	h_attr(&h, "role", "region");
	h_attr(&h, "aria-label", _("Data collected"));
	h_open(&h, "table");
	h_attr(&h, "class", "list text");
	h_open(&h, "thead");
	h_open(&h, "tr");
	for (unsigned i = 0; i < 3; i++) {
		static const char *const	 names[] = { N_("What"), N_("How"), N_("Kept for") };

		h_open(&h, "th");
		h_attr(&h, "scope", "col");
		h_text(&h, _(names[i]));
		h_close(&h);
	}
	h_close(&h);
	h_close(&h);
	h_open(&h, "tbody");
	for (size_t i = 0; i < N_ELEMENTS(fields); i++) {
		h_open(&h, "tr");
		h_open(&h, "th");
		h_attr(&h, "scope", "row");
		h_text(&h, _(fields[i].what));
		h_close(&h);
		h_el(&h, "td", NULL, _(fields[i].how));
		h_el(&h, "td", NULL, _(fields[i].kept));
		h_close(&h);
	}
	h_close(&h);
	h_close(&h);
	h_close(&h);
	h_el(&h, "h2", NULL, _("What is never collected"));
	h_open(&h, "ul");
	h_el(&h, "li", NULL, _("the presence of a person, deduced from a computer that is on or off"));
	h_el(&h, "li", NULL, _("names of users, pages visited, screens, idle times"));
	h_el(&h, "li", NULL, _("anything of the visitors of these pages: no cookie, "
	    "no tracer, nothing from another site"));
	h_close(&h);
	h_el(&h, "p", NULL, _("The public pages show neither addresses nor names nor single computers."));
	return page_end(&h, p);
}

struct buf
page_accessibility(struct page *p)
{
	struct html	 h = { 0 };

	page_begin(&h, p, _("Accessibility"));
	h_el(&h, "h1", NULL, _("Accessibility"));
	h_el(&h, "p", "lead", _("These pages are made to be read by everybody: with the "
	    "keyboard, a screen reader, large type, without JavaScript."));
	h_el(&h, "p", NULL, _("They aim at level AA of the French reference (RGAA 4). "
	    "Automatic tests find no fault in them on a small and a wide screen, light and dark; "
	    "no full audit by people has been made yet, so conformity is not claimed."));
	h_el(&h, "h2", NULL, _("What this means here"));
	h_open(&h, "ul");
	h_el(&h, "li", NULL, _("A state is always a word and a shape, never a colour alone."));
	h_el(&h, "li", NULL, _("Each graph has its figures as a table, one link away."));
	h_el(&h, "li", NULL, _("Nothing moves, blinks or reloads by itself."));
	h_close(&h);
	h_el(&h, "h2", NULL, _("Something stands in your way?"));
	h_open(&h, "p");
	h_text(&h, _("Tell us: we shall give you the information another way, and mend the page. "));
	page_phone(&h, p, NULL);
	h_close(&h);
	h_open(&h, "p");
	h_text(&h, _("Without an answer, the "));
	h_link(&h, "https://www.defenseurdesdroits.fr/", "D\xc3\xa9""fenseur des droits");
	h_text(&h, _(" can be asked."));
	h_close(&h);
	return page_end(&h, p);
}

static const struct {
	unsigned	 status;
	const char	*title, *text;
} errors[] = {
	{ 400, N_("This address cannot be read"),
	  N_("Something in it is not as it should be: a letter too many, perhaps.") },
	{ 404, N_("There is no such page"),
	  N_("The point or the incident does not exist, or no longer.") },
	{ 405, N_("This cannot be done here"), N_("The pages are for reading.") },
	{ 422, N_("This question has no answer"), N_("One of its values is not one that is expected.") },
	{ 431, N_("The request is too large"), N_("Your browser sent more than a page needs.") },
	{ 500, N_("Something went wrong here"), N_("It is our fault. Please try again in a minute.") },
	{ 503, N_("The state of the points is on its way"),
	  N_("vigie has just started, or cannot answer at present. Please come back in a moment.") },
	{ 504, N_("The answer takes too long"), N_("Please try again in a minute.") },
};

static size_t
error_index(unsigned status)
{
	size_t	 other = 0;

	for (size_t i = 0; i < N_ELEMENTS(errors); i++) {
		if (errors[i].status == status)
			return i;
		if (errors[i].status == (status >= 500 ? 500 : 400))
			other = i;
	}
	return status == 413 || status == 414 ? 4 : other;
}

struct buf
page_error(struct page *p, unsigned status)
{
	struct html	 h = { 0 };
	size_t		 i = error_index(status);

	page_begin(&h, p, _(errors[i].title));
	h_el(&h, "h1", NULL, _(errors[i].title));
	h_el(&h, "p", "lead", _(errors[i].text));
	h_open(&h, "p");
	page_link(&h, p, "/", _("See the state of all points"));
	h_close(&h);
	h_open(&h, "p");
	h_attr(&h, "class", "muted");
	h_textf(&h, _("Code %u"), status);
	h_close(&h);
	return page_end(&h, p);
}
