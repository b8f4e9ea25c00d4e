-- title: Which tools are used, and do drafts get posted?
-- about: Successful attempts with each tool, and attempts in which a draft was saved with those of them that succeeded.
-- grain: one row per tool, and one for drafts
-- tables: upload_events
-- chart: bar used pct
WITH attempts AS (
  SELECT
    attempt_id,
    list(DISTINCT event) AS happened
  FROM model.upload_events
  WHERE attempt_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY attempt_id
),
tools AS (
  SELECT unnest(['filter_applied', 'crop_applied', 'caption_added', 'person_tagged', 'location_tagged', 'draft_saved']) AS used,
    unnest(range(1, 7)) AS place
)
SELECT
  used,
  count(*) FILTER (WHERE list_contains(happened, used)) AS attempts,
  count(*) FILTER (WHERE list_contains(happened, used) AND list_contains(happened, 'upload_succeeded')) AS succeeded,
  CASE
    WHEN used = 'draft_saved'
      THEN 100 * count(*) FILTER (WHERE list_contains(happened, used) AND list_contains(happened, 'upload_succeeded'))
        / nullif(count(*) FILTER (WHERE list_contains(happened, used)), 0)
    ELSE 100 * count(*) FILTER (WHERE list_contains(happened, used) AND list_contains(happened, 'upload_succeeded'))
      / nullif(count(*) FILTER (WHERE list_contains(happened, 'upload_succeeded')), 0)
  END AS pct
FROM tools
CROSS JOIN attempts
GROUP BY used, place
ORDER BY place
