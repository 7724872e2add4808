/*
 * The truth server: streams server-sent events on a schedule and records, right before each
 * send(2), when it did so. One thread, one epoll, answers prebuilt. It speaks HTTP/1.1 with
 * keep-alive and chunked answers to any POST, and tells requests apart by their x-lapboard-index.
 *
 * On stdin: "begin" and "end" bound the time for which its own lateness is kept; after "end" every
 * stream ends with its next event; "quit", or the end of stdin, writes the truth and exits.
 * On stdout: "ready PORT", and before it exits a line of JSON about itself.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include "stream.h"

#define EVENT_BYTES 270
#define REQUEST_BYTES 16384
#define SENDS_BETWEEN_POLLS 64
#define RETRY_NS 1000000u

struct conn {
  struct stream stream;
  size_t number;             /* order of acceptance */
  char request[REQUEST_BYTES + 1];
  size_t request_len;
  double received_ms;        /* of the latest bytes, by the kernel's clock where it tells */
  bool served;               /* an answer has begun on this connection before */
  size_t answer;             /* index into answers */
  uint32_t events, next;     /* of the answer under way; events == 0: none */
  size_t event_sent;         /* bytes of event `next` the kernel has taken */
  uint64_t due_ns;
  bool closed;
};

static struct {
  uint32_t events;
  uint64_t gap_ns, ttft_ns;
  bool burst;
  const char *out, *cert, *key;
} config = {.events = 150, .gap_ns = 20000000, .ttft_ns = 40000000};

static int poller, listener, timer;
static bool measuring, ending;
static size_t connections, blocked_sends, bad_requests;
static struct stamps *answers;
static size_t answer_count, answer_room;
static float *lateness_ms;
static size_t lateness_count, lateness_room;
#ifdef WITH_TLS
static SSL_CTX *tls;
#endif

static void *grown(void *array, size_t used, size_t *room, size_t size) {
  if (used < *room) return array;
  *room = *room == 0 ? 4096 : *room * 2;
  return need(realloc(array, *room * size));
}

/* ---- what is sent ---- */

static const char HEAD[] =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
  "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n";
static const char TAIL[] = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";
static char (*chunks)[EVENT_BYTES + 16];
static size_t chunk_len;

/* Every event is one chunk of EVENT_BYTES that carries its own number, so that none can be
 * mistaken for another. */
static void build_chunks(void) {
  static const char before[] =
    "data: {\"id\":\"chatcmpl-truth\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"truth\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" ";
  static const char after[] = "\"},\"logprobs\":null,\"finish_reason\":null}],\"pad\":\"";
  chunks = need(calloc(config.events, sizeof *chunks));
  for (uint32_t e = 0; e < config.events; e++) {
    char data[EVENT_BYTES + 1];
    int used = snprintf(data, sizeof data, "%s%u%s", before, e, after);
    memset(data + used, 'x', (size_t)(EVENT_BYTES - used));
    memcpy(data + EVENT_BYTES - 4, "\"}\n\n", 5);
    chunk_len = (size_t)sprintf(chunks[e], "%x\r\n%s\r\n", EVENT_BYTES, data);
  }
}

/* ---- streams in order of their next event: a binary heap ---- */

static struct conn **heap;
static size_t heap_len, heap_room;

static void heap_push(struct conn *c) {
  heap = grown(heap, heap_len, &heap_room, sizeof *heap);
  size_t i = heap_len++;
  for (; i > 0 && heap[(i - 1) / 2]->due_ns > c->due_ns; i = (i - 1) / 2) {
    heap[i] = heap[(i - 1) / 2];
  }
  heap[i] = c;
}

static struct conn *heap_pop(void) {
  struct conn *top = heap[0], *last = heap[--heap_len];
  size_t i = 0;
  for (size_t child; (child = 2 * i + 1) < heap_len; i = child) {
    if (child + 1 < heap_len && heap[child + 1]->due_ns < heap[child]->due_ns) child++;
    if (heap[child]->due_ns >= last->due_ns) break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return top;
}

/* ---- serving ---- */

static void hang_up(struct conn *c) {
  if (c->closed) return;
  /* Not freed: the heap may still point at it. There are only as many as were ever accepted. */
  c->closed = true;
  stream_close(&c->stream);
}

/* When the first event is due: on a grid shared by all streams in bursts, and on a grid of the
 * stream's own, shifted so that streams spread evenly over a gap, otherwise. */
static uint64_t first_due(const struct conn *c) {
  uint64_t at = clock_ns(CLOCK_MONOTONIC) + config.ttft_ns;
  if (config.gap_ns == 0) return at;
  double turn = (double)c->number * 0.6180339887498949;
  uint64_t phase = config.burst ? 0 : (uint64_t)((turn - (double)(uint64_t)turn) * (double)config.gap_ns);
  uint64_t past = (at + config.gap_ns - phase) % config.gap_ns;
  return past == 0 ? at : at + config.gap_ns - past;
}

static void begin_answer(struct conn *c, uint32_t index) {
  answers = grown(answers, answer_count, &answer_room, sizeof *answers);
  c->answer = answer_count++;
  c->next = 0;
  c->event_sent = 0;
  /* The first answers on the connections differ in length, or all would end together for ever. */
  c->events = c->served ? config.events
                        : 1 + (uint32_t)((c->number * 2654435761u) % config.events);
  c->served = true;
  answers[c->answer] = (struct stamps){
    index, 0, c->received_ms, need(malloc(config.events * sizeof(double)))};
  c->due_ns = first_due(c);
  heap_push(c);
}

static void send_event(struct conn *c) {
  if (ending) c->events = c->next + 1;
  bool first = c->next == 0, last = c->next + 1 == c->events;
  char bytes[sizeof HEAD + sizeof TAIL + EVENT_BYTES + 16];
  char *end = bytes;
  if (first) end = mempcpy(end, HEAD, sizeof HEAD - 1);
  end = mempcpy(end, chunks[c->next], chunk_len);
  if (last) end = mempcpy(end, TAIL, sizeof TAIL - 1);
  size_t size = (size_t)(end - bytes);

  if (c->event_sent == 0) {
    if (measuring) {
      lateness_ms = grown(lateness_ms, lateness_count, &lateness_room, sizeof *lateness_ms);
      lateness_ms[lateness_count++] = (float)((double)(clock_ns(CLOCK_MONOTONIC) - c->due_ns) / 1e6);
    }
    answers[c->answer].event_ms[c->next] = unix_ms();
  }
  long sent = stream_write(&c->stream, bytes + c->event_sent, size - c->event_sent);
  if (sent == STREAM_BROKEN) return hang_up(c);
  if (sent > 0) c->event_sent += (size_t)sent;
  if (c->event_sent < size) {
    blocked_sends++;
    c->due_ns = clock_ns(CLOCK_MONOTONIC) + RETRY_NS;
    return heap_push(c);
  }
  c->event_sent = 0;
  answers[c->answer].count = ++c->next;
  if (last) {
    c->events = 0;
  } else {
    c->due_ns += config.gap_ns;
    heap_push(c);
  }
}

/* The value of a header, as a number; `absent` when it is not there. */
static long header(const char *head, const char *name, long absent) {
  const char *at = strcasestr(head, name);
  return at == NULL ? absent : strtol(at + strlen(name), NULL, 10);
}

static void take_request(struct conn *c) {
  c->request[c->request_len] = '\0';
  char *head_end = strstr(c->request, "\r\n\r\n");
  if (head_end == NULL) return;
  size_t head_len = (size_t)(head_end - c->request) + 4;
  *head_end = '\0';
  long body_len = header(c->request, "\ncontent-length:", 0);
  long index = header(c->request, "\nx-lapboard-index:", -1);
  *head_end = '\r';
  if (index < 0 || body_len < 0 || head_len + (size_t)body_len > REQUEST_BYTES) {
    bad_requests++;
    return hang_up(c);
  }
  if (c->request_len < head_len + (size_t)body_len) return;
  c->request_len = 0;
  begin_answer(c, (uint32_t)index);
}

static void receive(struct conn *c) {
  while (!c->closed) {
    double at_ms = 0;
    long count = stream_read(&c->stream, c->request + c->request_len,
                             REQUEST_BYTES - c->request_len, &at_ms);
    if (count == STREAM_BLOCKED) return;
    if (count <= 0) return hang_up(c);
    if (c->events > 0) {
      /* A request before the last one's answer is over: nobody here pipelines. */
      bad_requests++;
      return hang_up(c);
    }
    c->received_ms = at_ms > 0 ? at_ms : unix_ms();
    c->request_len += (size_t)count;
    take_request(c);
  }
}

static void accept_all(void) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    int on = 1, room = 1 << 20;
    set_no_delay(fd);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    /* A whole answer fits, so that a slow reader delays nothing but itself. */
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    struct conn *c = need(calloc(1, sizeof *c));
    c->stream.fd = fd;
    c->number = connections++;
#ifdef WITH_TLS
    if (tls != NULL) {
      c->stream.ssl = need(SSL_new(tls));
      SSL_set_fd(c->stream.ssl, fd);
      SSL_set_accept_state(c->stream.ssl);
    }
#endif
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
    receive(c);
  }
}

/* Returns true when it is time to go. */
static bool obey(void) {
  static char orders[256];
  static size_t used;
  ssize_t count = read(STDIN_FILENO, orders + used, sizeof orders - 1 - used);
  if (count <= 0) return true;
  used += (size_t)count;
  orders[used] = '\0';
  for (char *end; (end = strchr(orders, '\n')) != NULL;) {
    *end = '\0';
    if (strcmp(orders, "begin") == 0) measuring = true;
    if (strcmp(orders, "end") == 0) measuring = false, ending = true;
    if (strcmp(orders, "quit") == 0) return true;
    used -= (size_t)(end + 1 - orders);
    memmove(orders, end + 1, used + 1);
  }
  return false;
}

static void arm_timer(void) {
  static uint64_t armed_ns;
  uint64_t due_ns = heap_len > 0 ? heap[0]->due_ns : 0;
  if (due_ns == armed_ns) return;
  armed_ns = due_ns;
  struct itimerspec at = {.it_value = {(time_t)(due_ns / 1000000000u), (long)(due_ns % 1000000000u)}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void serve(void) {
  for (;;) {
    int sends = 0;
    while (heap_len > 0 && sends < SENDS_BETWEEN_POLLS &&
           heap[0]->due_ns <= clock_ns(CLOCK_MONOTONIC)) {
      struct conn *c = heap_pop();
      if (c->closed) continue;
      send_event(c);
      sends++;
    }
    bool busy = sends == SENDS_BETWEEN_POLLS;
    if (!busy) arm_timer();
    struct epoll_event events[256];
    int n = epoll_wait(poller, events, 256, busy ? 0 : -1);
    for (int i = 0; i < n; i++) {
      if (events[i].data.ptr == &listener) accept_all();
      else if (events[i].data.ptr == &timer) {
        uint64_t expired;
        if (read(timer, &expired, sizeof expired) < 0 && errno != EAGAIN) die("timer");
      } else if (events[i].data.ptr == NULL) {
        if (obey()) return;
      } else receive(events[i].data.ptr);
    }
  }
}

/* ---- the rest ---- */

static int by_value(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static double lateness_quantile(double q) {
  return lateness_count == 0 ? 0 : (double)lateness_ms[(size_t)(q * (double)(lateness_count - 1))];
}

static int64_t wall_minus_monotonic_ns(void) {
  int64_t best = 0, shortest = INT64_MAX;
  for (int i = 0; i < 16; i++) {
    int64_t before = (int64_t)clock_ns(CLOCK_MONOTONIC);
    int64_t wall = (int64_t)clock_ns(CLOCK_REALTIME);
    int64_t took = (int64_t)clock_ns(CLOCK_MONOTONIC) - before;
    if (took < shortest) shortest = took, best = wall - before - took / 2;
  }
  return best;
}

static void read_arguments(int argc, char **argv) {
  static const struct option known[] = {
    {"events", 1, 0, 'e'}, {"gap-us", 1, 0, 'g'}, {"ttft-us", 1, 0, 't'}, {"burst", 0, 0, 'b'},
    {"out", 1, 0, 'o'},    {"cert", 1, 0, 'c'},   {"key", 1, 0, 'k'},     {0, 0, 0, 0}};
  for (int flag; (flag = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (flag) {
      case 'e': config.events = (uint32_t)strtoul(optarg, NULL, 10); break;
      case 'g': config.gap_ns = strtoull(optarg, NULL, 10) * 1000; break;
      case 't': config.ttft_ns = strtoull(optarg, NULL, 10) * 1000; break;
      case 'b': config.burst = true; break;
      case 'o': config.out = optarg; break;
      case 'c': config.cert = optarg; break;
      case 'k': config.key = optarg; break;
      default: exit(2);
    }
  }
  if (config.events < 1 || config.events > 99999 || config.out == NULL) {
    fprintf(stderr, "usage: truth_server --out FILE [--events N] [--gap-us N] [--ttft-us N]\n"
                    "         [--burst] [--cert PEM --key PEM]\n");
    exit(2);
  }
}

static void start_tls(void) {
  if (config.cert == NULL) return;
#ifdef WITH_TLS
  tls = need(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(tls, config.cert) != 1 ||
      SSL_CTX_use_PrivateKey_file(tls, config.key, SSL_FILETYPE_PEM) != 1) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
#else
  fprintf(stderr, "truth_server: compiled without TLS\n");
  exit(2);
#endif
}

static void watch(int fd, void *tag) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = tag};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

int main(int argc, char **argv) {
  read_arguments(argc, argv);
  signal(SIGINT, SIG_IGN); /* Ctrl-C reaches the whole group: the bench ends us by closing stdin */
  raise_file_limit();
  prctl(PR_SET_TIMERSLACK, 1);
  build_chunks();
  start_tls();

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 4096) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) die("listen");
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  poller = epoll_create1(0);
  watch(listener, &listener);
  watch(timer, &timer);
  watch(STDIN_FILENO, NULL);
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);

  int64_t offset_ns = wall_minus_monotonic_ns();
  serve();
  double step_us = (double)(wall_minus_monotonic_ns() - offset_ns) / 1e3;

  if (lateness_count > 0) qsort(lateness_ms, lateness_count, sizeof *lateness_ms, by_value);
  write_stamps(config.out, answers, answer_count);
  printf("{\"lateness_p50_ms\":%.4f,\"lateness_p99_ms\":%.4f,\"lateness_max_ms\":%.4f,"
         "\"clock_step_us\":%.3f,\"blocked_sends\":%zu,\"bad_requests\":%zu,\"connections\":%zu}\n",
         lateness_quantile(0.5), lateness_quantile(0.99), lateness_quantile(1), step_us,
         blocked_sends, bad_requests, connections);
  return 0;
}
