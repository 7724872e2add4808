/*
 * The floor: what a client costs that does nothing but receive, stamp in user space and count.
 *
 *   epoll_client URL CONCURRENCY SECONDS OUT BODY [CA_FILE]
 *
 * Every client of the bench takes these arguments and speaks these lines: it connects and prints
 * "ready"; at "go" it keeps CONCURRENCY requests in flight for SECONDS; when the last is answered
 * it prints "drained", writes OUT, prints "done" with a line of JSON, and waits for stdin to end.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include "stream.h"

#define BUFFER_BYTES (64 * 1024)
#define START_SPACING_MS 0.5

struct slot {
  struct stream stream;
  char *bytes;    /* received and not yet counted: part of an event, or the end of an answer */
  size_t used;
  size_t request; /* index into requests */
  uint32_t room;  /* of its event_ms */
};

static struct stamps *requests;
static size_t request_count, request_room, misnumbered, failed, in_flight;
static char scheme[6], host[256], port[8], path[1024];
static const char *body;

/* The payload of an event that carries text begins with this; its number follows in answers of the
 * truth server. */
static const char CONTENT[] = "\"content\":\"";

static void send_request(struct slot *s) {
  if (request_count == request_room) {
    request_room = request_room == 0 ? 4096 : request_room * 2;
    requests = need(realloc(requests, request_room * sizeof *requests));
  }
  s->request = request_count++;
  s->used = 0;
  s->room = 256;
  char bytes[8192];
  int size = snprintf(bytes, sizeof bytes,
                      "POST %s HTTP/1.1\r\nhost: %s:%s\r\ncontent-type: application/json\r\n"
                      "connection: keep-alive\r\nx-lapboard-index: %zu\r\n"
                      "content-length: %zu\r\n\r\n%s",
                      path, host, port, s->request, strlen(body), body);
  requests[s->request] = (struct stamps){(uint32_t)s->request, 0, unix_ms(),
                                         need(malloc(s->room * sizeof(double)))};
  if (stream_write(&s->stream, bytes, (size_t)size) != size) failed++;
  in_flight++;
}

static void note_event(struct slot *s, const char *event, size_t size, double at_ms) {
  const char *content = memmem(event, size, CONTENT, sizeof CONTENT - 1);
  if (content == NULL || content[sizeof CONTENT - 1] == '"') return;
  struct stamps *request = &requests[s->request];
  if (request->count == s->room) {
    s->room *= 2;
    request->event_ms = need(realloc(request->event_ms, s->room * sizeof(double)));
  }
  char *end;
  long number = strtol(content + sizeof CONTENT - 1, &end, 10);
  if (*end == '"' && number != (long)request->count) misnumbered++;
  request->event_ms[request->count++] = at_ms;
}

/* Reads what is there; true when the answer is complete. */
static bool receive(struct slot *s) {
  for (;;) {
    long count = stream_read(&s->stream, s->bytes + s->used, BUFFER_BYTES - s->used, NULL);
    double at_ms = unix_ms();
    if (count == STREAM_BLOCKED) return false;
    if (count <= 0) {
      failed++;
      return true;
    }
    s->used += (size_t)count;
    size_t counted = 0;
    for (char *end; (end = memmem(s->bytes + counted, s->used - counted, "\n\n", 2)) != NULL;) {
      size_t event_end = (size_t)(end - s->bytes) + 2;
      note_event(s, s->bytes + counted, event_end - counted, at_ms);
      counted = event_end;
    }
    s->used -= counted;
    memmove(s->bytes, s->bytes + counted, s->used);
    if (s->used >= 5 && memcmp(s->bytes + s->used - 5, "0\r\n\r\n", 5) == 0) return true;
    if (s->used == BUFFER_BYTES) {
      failed++;
      return true;
    }
  }
}

static void open_stream(struct stream *s, const struct addrinfo *to, void *tls) {
  s->fd = socket(to->ai_family, SOCK_STREAM, 0);
  if (s->fd < 0 || connect(s->fd, to->ai_addr, to->ai_addrlen) != 0) die("connect");
  set_no_delay(s->fd);
#ifdef WITH_TLS
  s->ssl = tls == NULL ? NULL : need(SSL_new(tls));
  if (s->ssl != NULL) {
    SSL_set_fd(s->ssl, s->fd);
    SSL_set1_host(s->ssl, host);
    if (SSL_connect(s->ssl) != 1) {
      ERR_print_errors_fp(stderr);
      exit(1);
    }
  }
#else
  (void)tls;
#endif
  fcntl(s->fd, F_SETFL, O_NONBLOCK);
}

static void *tls_context(const char *ca_file) {
  if (strcmp(scheme, "https") != 0) return NULL;
#ifdef WITH_TLS
  SSL_CTX *context = need(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  if (ca_file != NULL && SSL_CTX_load_verify_locations(context, ca_file, NULL) != 1) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
  return context;
#else
  (void)ca_file;
  fprintf(stderr, "epoll_client: compiled without TLS\n");
  exit(2);
#endif
}

static void say(const char *line) {
  puts(line);
  fflush(stdout);
}

/* Keeps every slot busy for `seconds`, then waits for what is in flight. */
static void run(struct slot *slots, size_t concurrency, double seconds, int poller) {
  double start_ms = unix_ms(), stop_ms = start_ms + seconds * 1e3;
  size_t started = 0;
  while (started < concurrency || in_flight > 0) {
    double now_ms = unix_ms();
    while (started < concurrency && now_ms >= start_ms + (double)started * START_SPACING_MS) {
      send_request(&slots[started++]);
    }
    struct epoll_event events[256];
    int n = epoll_wait(poller, events, 256, started < concurrency ? 1 : -1);
    for (int i = 0; i < n; i++) {
      struct slot *s = events[i].data.ptr;
      size_t failed_before = failed;
      if (!receive(s)) continue;
      in_flight--;
      if (failed > failed_before) stream_close(&s->stream);
      else if (unix_ms() < stop_ms) send_request(s);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 6 ||
      sscanf(argv[1], "%5[a-z]://%255[^:/]:%7[0-9]%1023s", scheme, host, port, path) != 4) {
    fprintf(stderr, "usage: epoll_client http://HOST:PORT/PATH CONCURRENCY SECONDS OUT BODY [CA]\n");
    return 2;
  }
  size_t concurrency = strtoul(argv[2], NULL, 10);
  double seconds = strtod(argv[3], NULL);
  body = argv[5];
  signal(SIGINT, SIG_IGN); /* the bench ends us by closing stdin */
  raise_file_limit();

  struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *to;
  if (getaddrinfo(host, port, &wanted, &to) != 0) die(host);
  void *tls = tls_context(argc > 6 ? argv[6] : NULL);
  int poller = epoll_create1(0);
  struct slot *slots = need(calloc(concurrency, sizeof *slots));
  for (size_t i = 0; i < concurrency; i++) {
    slots[i].bytes = need(malloc(BUFFER_BYTES));
    open_stream(&slots[i].stream, to, tls);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = &slots[i]};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, slots[i].stream.fd, &event) != 0) die("epoll_ctl");
  }

  say("ready");
  if (getchar() == EOF) return 1;
  while (getchar() != '\n') {}
  run(slots, concurrency, seconds, poller);
  say("drained");
  write_stamps(argv[4], requests, request_count);
  printf("done {\"failed\":%zu,\"misnumbered\":%zu}\n", failed, misnumbered);
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}
