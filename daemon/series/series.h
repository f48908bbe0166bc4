/*
 * series.h - the program vigie-series: the only one that knows librrd.
 *
 * Answers the engine on its channel: takes SAMPLES into the store, answers
 * SERIES_ASK with numbers or pictures.  It outlives an engine: a new channel
 * replaces the old one, and what came before stays.  Nothing decides by what is
 * here: when it dies, pictures are missing until it is back.
 */
#ifndef VIGIE_SERIES_H
#define VIGIE_SERIES_H

extern const struct program	 series_program;

#endif
