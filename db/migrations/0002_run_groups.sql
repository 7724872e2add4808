CREATE TABLE "run_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint_id" text NOT NULL,
	"against_endpoint_id" text,
	"plan_kind" text NOT NULL,
	"plan" jsonb NOT NULL,
	"slo" text,
	"status" text NOT NULL,
	"reason" text,
	"workload_id" text NOT NULL,
	"workload" jsonb NOT NULL,
	"seed" bigint NOT NULL,
	"methodology_version" integer NOT NULL,
	"region" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"result" jsonb,
	"options" jsonb NOT NULL,
	"command" text NOT NULL,
	"metadata" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "group_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "step" jsonb;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_endpoint_id_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_groups" ADD CONSTRAINT "run_groups_against_endpoint_id_endpoints_id_fk" FOREIGN KEY ("against_endpoint_id") REFERENCES "public"."endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_group_id_run_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."run_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_group" ON "runs" USING btree ("group_id");