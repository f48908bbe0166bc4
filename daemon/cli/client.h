/*
 * client.h - asks the engine through the control socket and waits for the answer.
 *
 * Blocks; one question at a time.  What fails is said on stderr by client_open()
 * and client_json(), and comes back as an exit code.
 */
#ifndef VIGIE_CLIENT_H
#define VIGIE_CLIENT_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/command.h"
#include "ipc/msg.h"

struct client;

/* A step of `check` as it arrives; `text` is borrowed. */
typedef void	 client_step_fn(void *arg, uint32_t at_us, const char *text);

struct answer {			/* all zeros is empty; answer_done() */
	unsigned	 status;	/* as HTTP says it */
	char		*type;		/* "application/json" */
	struct buf	 body;
};

/* Connects; on failure NULL, with CLI_UNREACHABLE or CLI_REFUSED in *status and the reason in err. */
struct client	*client_connect(const struct cli *cli, int *status, struct err *err);
void		 client_close(struct client *client);
/* The socket, to be watched for its end. */
int		 client_fd(const struct client *client);

/*
 * Asks and waits: `patience_s` seconds at most between one sign and the next.
 * False, with err set, when the daemon went away or stayed silent.
 */
bool		 client_ask(struct client *client, const char *what, const struct msg_pair *args,
		    uint32_t n_args, int patience_s, client_step_fn *on_step, void *arg,
		    struct answer *out, struct err *err);
void		 answer_done(struct answer *answer);

/*
 * Connects, asks, says what went wrong on stderr; CLI_DONE with the answer in
 * *out, which answer_done() frees.  A refusal of the engine is said with its reason.
 */
int		 cli_ask(const struct cli *cli, const char *what, const struct msg_pair *args,
		    uint32_t n_args, client_step_fn *on_step, void *arg, struct answer *out);
/* The same for a JSON answer, parsed.  With --json it is printed as it came and *out is NULL unless `always`. */
int		 cli_ask_json(const struct cli *cli, const char *what, const struct msg_pair *args,
		    uint32_t n_args, bool always, json_t **out);

/* Says on stderr what a refusal (problem+json) says; CLI_REFUSED. */
int		 cli_problem(const struct cli *cli, const struct answer *answer);

/*
 * A text of a person, to be sent as an argument: the value of an option ("" when it was
 * not given).  False, having said why, when it is too long or no UTF-8.
 */
bool		 cli_text(const struct cli *cli, const char *option, const char **out);
/* The same of an argument. */
bool		 cli_word(const char *text);

#endif
