CREATE TABLE "check_items" (
	"run_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"kind" text NOT NULL,
	"prompt" text NOT NULL,
	"expected" text NOT NULL,
	"got" text,
	"passed" boolean,
	"failure" text,
	CONSTRAINT "check_items_run_id_index_pk" PRIMARY KEY("run_id","index")
);
--> statement-breakpoint
CREATE TABLE "endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"provider_id" text NOT NULL,
	"provider_name" text NOT NULL,
	"kind" text NOT NULL,
	"model" text NOT NULL,
	"canonical_model" text NOT NULL,
	"protocol" text NOT NULL,
	"base_url" text NOT NULL,
	"api_key_env" text,
	"enabled" boolean NOT NULL,
	"region" text,
	"input_usd_per_mtok" double precision,
	"output_usd_per_mtok" double precision,
	"price_source" text,
	"price_read_on" text,
	"hosting" jsonb,
	"links" jsonb,
	"requests_per_minute" double precision,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint_id" text NOT NULL,
	"status" text NOT NULL,
	"verdict" text,
	"workload_id" text NOT NULL,
	"workload" jsonb NOT NULL,
	"plan" jsonb NOT NULL,
	"seed" bigint NOT NULL,
	"methodology_version" integer NOT NULL,
	"iso_week" text NOT NULL,
	"region" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"clock_origin_unix_ms" double precision NOT NULL,
	"command" text NOT NULL,
	"client" jsonb NOT NULL,
	"quality" jsonb,
	"reason" text,
	"metadata" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "samples" (
	"run_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"phase" text NOT NULL,
	"scheduled_ms" double precision NOT NULL,
	"sent_ms" double precision,
	"connect_start_ms" double precision,
	"connected_ms" double precision,
	"first_byte_ms" double precision,
	"first_event_ms" double precision,
	"first_reasoning_ms" double precision,
	"first_content_ms" double precision,
	"last_content_ms" double precision,
	"end_ms" double precision NOT NULL,
	"arrivals_us" "bytea" NOT NULL,
	"event_tokens" "bytea" NOT NULL,
	"requested_input_tokens" integer NOT NULL,
	"requested_output_tokens" integer,
	"own_input_tokens" integer NOT NULL,
	"own_output_tokens" integer NOT NULL,
	"own_reasoning_tokens" integer NOT NULL,
	"usage_input_tokens" integer,
	"usage_output_tokens" integer,
	"usage_reasoning_tokens" integer,
	"usage_cached_input_tokens" integer,
	"finish_reason" text,
	"reads" integer NOT NULL,
	"bytes_received" bigint NOT NULL,
	"retries" integer NOT NULL,
	"outcome" text NOT NULL,
	"failure_phase" text,
	"http_status" integer,
	"retry_after_s" double precision,
	"failure_message" text,
	"body_excerpt" text,
	CONSTRAINT "samples_run_id_index_pk" PRIMARY KEY("run_id","index")
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"endpoint_id" text NOT NULL,
	"workload_id" text NOT NULL,
	"region" text NOT NULL,
	"iso_week" text NOT NULL,
	"status" text NOT NULL,
	"claimed_by" text NOT NULL,
	"claimed_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"finished_at" timestamp with time zone,
	"reason" text,
	"run_id" uuid,
	CONSTRAINT "slots_endpoint_id_workload_id_region_iso_week_pk" PRIMARY KEY("endpoint_id","workload_id","region","iso_week")
);
--> statement-breakpoint
CREATE TABLE "summaries" (
	"run_id" uuid NOT NULL,
	"methodology_version" integer NOT NULL,
	"statistics" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "summaries_run_id_methodology_version_pk" PRIMARY KEY("run_id","methodology_version")
);
--> statement-breakpoint
ALTER TABLE "check_items" ADD CONSTRAINT "check_items_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_endpoint_id_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_endpoint_id_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slots" ADD CONSTRAINT "slots_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summaries" ADD CONSTRAINT "summaries_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_board" ON "runs" USING btree ("workload_id","iso_week","endpoint_id");