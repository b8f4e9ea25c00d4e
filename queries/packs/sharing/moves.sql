-- title: Who has moved, and who travels?
-- about: Users whose main city of the last whole weeks is not the one they had most weeks before: travel in the first week, candidate from the second, moved from some week on; nearer cities are no change. Confidence is the part of their events in these weeks that were in the new city.
-- grain: one row per user who is elsewhere
-- tables: fact_engagement_events, dim_cities
-- parameter: weeks integer = 4; weeks in a row from which on somebody has moved
-- parameter: km number = 50; nearer than this is no change
WITH span AS (
  SELECT max(local_date(ts)) AS last_date FROM model.fact_engagement_events
),
counted AS (
  SELECT user_id, date_trunc('week', local_date(ts))::DATE AS week, city, count(*) AS events
  FROM model.fact_engagement_events
  WHERE city IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
weekly AS (
  SELECT
    user_id,
    week,
    arg_min(city, (-events, city)) AS city,
    max(events) AS in_city,
    sum(events) AS events
  FROM counted, span
  WHERE week + 6 < last_date
  GROUP BY user_id, week
),
last_city AS (
  SELECT user_id, arg_max(city, week) AS now_city FROM weekly GROUP BY user_id
),
runs AS (
  SELECT weekly.*, now_city, week > coalesce(max(week) FILTER (WHERE city <> now_city) OVER (PARTITION BY user_id), DATE '0001-01-01') AS is_now
  FROM weekly
  JOIN last_city USING (user_id)
),
before AS (
  SELECT user_id, arg_min(city, (-weeks, city)) AS home
  FROM (SELECT user_id, city, count(*) AS weeks FROM runs WHERE NOT is_now GROUP BY ALL)
  GROUP BY user_id
),
now AS (
  SELECT user_id, any_value(now_city) AS city, count(*) AS weeks, min(week) AS since, 100 * sum(in_city) / sum(events) AS confidence_pct
  FROM runs
  WHERE is_now
  GROUP BY user_id
),
far AS (
  SELECT
    now.*,
    home,
    6371 * 2 * asin(sqrt(
      pow(sin(radians(b.latitude - a.latitude) / 2), 2)
      + cos(radians(a.latitude)) * cos(radians(b.latitude)) * pow(sin(radians(b.longitude - a.longitude) / 2), 2)
    )) AS distance
  FROM now
  JOIN before USING (user_id)
  LEFT JOIN model.dim_cities a ON a.city = home
  LEFT JOIN model.dim_cities b ON b.city = now.city
  WHERE home <> now.city
)
SELECT
  user_id,
  home,
  city AS now_in,
  since,
  weeks AS weeks_there,
  CASE WHEN weeks >= $weeks THEN 'moved' WHEN weeks > 1 THEN 'candidate' ELSE 'travel' END AS state,
  confidence_pct,
  distance AS km
FROM far
WHERE distance IS NULL OR distance >= $km
ORDER BY weeks DESC, user_id
