/*
 * snmp_usm.c - version 3: keys from passwords, engines and their times.
 *
 * net-snmp's list of users is walked from end to end for each message, and its
 * list of engines is a table of 23 chains; with 10,000 devices both cost more
 * than the encryption.  So each check keeps its engine's keys and time itself;
 * the user stands in the library's list only while one message is made or read,
 * and at most ENGINES engines are in the other one.
 *
 * A password becomes a key by hashing a megabyte (4 ms): once for each password,
 * kept.  A key for one engine is made from that in a microsecond.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/lcd_time.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include "snmp.h"

#define ENGINES		512	/* in net-snmp's table: then it is emptied */
#define TWINS		4096	/* engine ids whose address is remembered; a power of two */

struct ku {			/* a password's key, not yet of any engine */
	struct ku	*next;
	int		 auth;
	char		*password;
	size_t		 len;
	u_char		 key[SNMP_KEY_MAX];
};

struct sighting {		/* who said this engine id last */
	uint32_t	 id_hash, peer_hash;
	char		 text[48];
};

struct snmp_keys {
	struct ku	*ku;
	struct sighting	*sightings;	/* TWINS, by id_hash */
};

/* What is in net-snmp's table, and whose time it has; as global as that table. */
static struct {
	uint32_t	 hash;
	const void	*owner;		/* compared, never followed */
} engines[ENGINES];
static unsigned		 n_engines;
static struct usmUser	 user;		/* the one in the list, between enter and leave */

static const struct {
	oid	*name;
	size_t	 len;
} auth_kinds[] = {
	{ usmHMACMD5AuthProtocol, 10 }, { usmHMACSHA1AuthProtocol, 10 },
	{ usmHMAC128SHA224AuthProtocol, 10 }, { usmHMAC192SHA256AuthProtocol, 10 },
	{ usmHMAC256SHA384AuthProtocol, 10 }, { usmHMAC384SHA512AuthProtocol, 10 },
}, priv_kinds[] = {
	{ usmDESPrivProtocol, 10 }, { usmAESPrivProtocol, 10 },
	{ usmAES192PrivProtocol, 9 }, { usmAES256PrivProtocol, 9 },
};
static const size_t	 priv_lens[] = { 16, 16, 24, 32 };

struct snmp_keys *
snmp_keys_new(void)
{
	struct snmp_keys	*keys = calloc(1, sizeof(*keys));

	if (keys == NULL || (keys->sightings = calloc(TWINS, sizeof(*keys->sightings))) == NULL)
		abort();
	return keys;
}

void
snmp_keys_free(struct snmp_keys *keys)
{
	struct ku	*ku;

	if (keys == NULL)
		return;
	while ((ku = keys->ku) != NULL) {
		keys->ku = ku->next;
		explicit_bzero(ku->password, strlen(ku->password));
		explicit_bzero(ku->key, sizeof(ku->key));
		free(ku->password);
		free(ku);
	}
	free(keys->sightings);
	free(keys);
}

static const struct ku *
ku_of(struct snmp_keys *keys, int auth, const char *password)
{
	struct ku	*ku;

	for (ku = keys->ku; ku != NULL; ku = ku->next)
		if (ku->auth == auth && strcmp(ku->password, password) == 0)
			return ku;
	if ((ku = calloc(1, sizeof(*ku))) == NULL || (ku->password = strdup(password)) == NULL)
		abort();
	ku->auth = auth;
	ku->len = sizeof(ku->key);
	if (generate_Ku(auth_kinds[auth].name, (u_int)auth_kinds[auth].len,
	    (const u_char *)password, strlen(password), ku->key, &ku->len) != SNMPERR_SUCCESS)
		ku->len = 0;
	ku->next = keys->ku;
	keys->ku = ku;
	return ku;
}

/* The password's key for one engine (RFC 3414 A.2); 0 = cannot be made. */
static uint8_t
localise(struct snmp_keys *keys, int auth, const char *password, const struct snmp_engine *engine,
    uint8_t out[static SNMP_KEY_MAX])
{
	const struct ku	*ku = ku_of(keys, auth, password);
	size_t		 len = SNMP_KEY_MAX;

	if (ku->len == 0 || generate_kul(auth_kinds[auth].name, (u_int)auth_kinds[auth].len,
	    engine->id, engine->id_len, ku->key, ku->len, out, &len) != SNMPERR_SUCCESS)
		return 0;
	return (uint8_t)len;
}

/* Longer keys than the hash gives (AES-192, AES-256): as net-snmp and Cisco do it. */
static bool
extend(const struct snmp_conf *conf, struct snmp_engine *engine)
{
	struct usmUser	 u = { 0 };
	size_t		 want = priv_lens[conf->priv];
	bool		 is_good;

	if (engine->priv_len >= want) {
		engine->priv_len = (uint8_t)want;
		return true;
	}
	u.engineID = engine->id;
	u.engineIDLen = engine->id_len;
	u.authProtocol = auth_kinds[conf->auth].name;
	u.authProtocolLen = auth_kinds[conf->auth].len;
	u.privProtocol = priv_kinds[conf->priv].name;
	u.privProtocolLen = priv_kinds[conf->priv].len;
	if ((u.privKey = malloc(SNMP_KEY_MAX)) == NULL)
		abort();
	memcpy(u.privKey, engine->priv_key, engine->priv_len);
	u.privKeyLen = engine->priv_len;
	is_good = usm_extend_user_kul(&u, SNMP_KEY_MAX) == SNMPERR_SUCCESS && u.privKeyLen >= want;
	if (is_good) {
		memcpy(engine->priv_key, u.privKey, want);
		engine->priv_len = (uint8_t)want;
	}
	explicit_bzero(u.privKey, u.privKeyLen);
	free(u.privKey);
	return is_good;
}

static const char *
make_keys(struct snmp_keys *keys, const struct snmp_conf *conf, struct snmp_engine *engine)
{
	engine->auth_len = engine->priv_len = 0;
	if (conf->level == SNMP_NOAUTH)
		return NULL;
	engine->auth_len = localise(keys, conf->auth, conf->auth_key, engine, engine->auth_key);
	if (engine->auth_len == 0)
		return "this machine's libraries refuse that kind of authentication";
	if (conf->level == SNMP_AUTH)
		return NULL;
	engine->priv_len = localise(keys, conf->auth, conf->priv_key, engine, engine->priv_key);
	if (engine->priv_len == 0 || !extend(conf, engine))
		return "this machine's libraries refuse that kind of encryption";
	return NULL;
}

static uint32_t
hash_bytes(const void *p, size_t len)
{
	const uint8_t	*b = p;
	uint32_t	 h = 2166136261u;

	while (len-- > 0)
		h = (h ^ *b++) * 16777619u;
	return h;
}

/* Net-snmp's table has this engine with our time. */
static void
enter_time(const struct snmp_engine *engine)
{
	uint32_t	 hash = hash_bytes(engine->id, engine->id_len);
	int64_t		 passed_s = mono_sub(vg_now(), engine->at) / SEC_US;
	unsigned	 i = hash % ENGINES;

	if (engines[i].hash == hash && engines[i].owner == engine)
		return;
	if (n_engines++ == ENGINES) {
		free_etimelist();
		memset(engines, 0, sizeof(engines));
		n_engines = 1;
	}
	engines[i].hash = hash;
	engines[i].owner = engine;
	set_enginetime(engine->id, engine->id_len, engine->boots,
	    engine->time + (u_int)passed_s, TRUE);
}

/* Its time there is not ours any more. */
void
snmp_engine_forget(const struct snmp_engine *engine)
{
	for (unsigned i = 0; i < ENGINES; i++)
		if (engines[i].owner == engine)
			engines[i].owner = NULL;
}

const char *
snmp_engine_learn(struct snmp_keys *keys, const struct snmp_conf *conf, struct snmp_engine *engine,
    const struct snmp_head *head)
{
	bool	 is_same = engine->id_len == head->engine_len &&
	    memcmp(engine->id, head->engine, head->engine_len) == 0;

	snmp_engine_forget(engine);
	engine->boots = head->boots;
	engine->time = head->time;
	engine->at = vg_now();
	if (is_same && engine->auth_len > 0)
		return NULL;
	memcpy(engine->id, head->engine, head->engine_len);
	engine->id_len = (uint8_t)head->engine_len;
	engine->has_twin = false;
	return make_keys(keys, conf, engine);
}

void
snmp_engine_enter(const struct snmp_conf *conf, struct snmp_engine *engine)
{
	memset(&user, 0, sizeof(user));
	user.engineID = engine->id;
	user.engineIDLen = engine->id_len;
	user.name = user.secName = (char *)(uintptr_t)conf->user;
	user.authProtocol = engine->auth_len > 0 ? auth_kinds[conf->auth].name : usmNoAuthProtocol;
	user.authProtocolLen = 10;
	user.authKey = engine->auth_key;
	user.authKeyLen = engine->auth_len;
	user.privProtocol = engine->priv_len > 0 ? priv_kinds[conf->priv].name : usmNoPrivProtocol;
	user.privProtocolLen = engine->priv_len > 0 ? priv_kinds[conf->priv].len : 10;
	user.privKey = engine->priv_key;
	user.privKeyLen = engine->priv_len;
	user.userStatus = RS_ACTIVE;
	enter_time(engine);
	usm_add_user(&user);
}

void
snmp_engine_leave(void)
{
	usm_remove_user(&user);
}

void
snmp_engine_check_twin(struct snmp_keys *keys, struct snmp_engine *engine,
    const struct sockaddr *peer)
{
	uint32_t	 id_hash = hash_bytes(engine->id, engine->id_len), peer_hash;
	struct sighting	*s = &keys->sightings[id_hash & (TWINS - 1)];
	const void	*bytes = peer->sa_family == AF_INET6 ?
	    (const void *)&((const struct sockaddr_in6 *)peer)->sin6_addr :
	    (const void *)&((const struct sockaddr_in *)peer)->sin_addr;

	peer_hash = hash_bytes(bytes, peer->sa_family == AF_INET6 ? 16 : 4);
	if (s->id_hash == id_hash && s->peer_hash != peer_hash && s->text[0] != '\0') {
		engine->has_twin = true;
		memcpy(engine->twin, s->text, sizeof(engine->twin));
	}
	s->id_hash = id_hash;
	s->peer_hash = peer_hash;
	inet_ntop(peer->sa_family, bytes, s->text, sizeof(s->text));
}
