-- title: Which apps people use together
-- about: People by the set of apps on which they had an event; accounts without an app are left out.
-- grain: one row per set of apps
-- tables: events, identities
-- chart: bar apps people
WITH used AS (
  SELECT person_id, list_sort(list(DISTINCT "identities.app")) AS apps
  FROM model.events
  WHERE "identities.app" IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY person_id
)
SELECT array_to_string(apps, ' + ') AS apps, len(apps) AS app_count, count(*) AS people
FROM used
GROUP BY ALL
ORDER BY people DESC, app_count DESC, apps
