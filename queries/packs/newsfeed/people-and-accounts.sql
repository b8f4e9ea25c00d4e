-- title: Accounts and people by day
-- about: Different accounts of each day, and different people: accounts of one person count once.
-- grain: one row per day with events
-- tables: events, identities
-- chart: line date accounts people
SELECT local_date(ts) AS date, count(DISTINCT user_id) AS accounts, count(DISTINCT person_id) AS people
FROM model.events
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY 1
