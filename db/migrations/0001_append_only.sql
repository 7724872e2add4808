-- Raw measurements are kept for ever and never changed. The database itself refuses, so that no
-- code path, and no person with a SQL prompt, can do it by mistake.
CREATE FUNCTION "lapboard_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table "%" is append-only: % is not allowed', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "samples_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "samples"
  FOR EACH STATEMENT EXECUTE FUNCTION "lapboard_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "check_items_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "check_items"
  FOR EACH STATEMENT EXECUTE FUNCTION "lapboard_refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "summaries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "summaries"
  FOR EACH STATEMENT EXECUTE FUNCTION "lapboard_refuse_change"();
