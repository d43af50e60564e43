using System.Globalization;
using System.Threading.RateLimiting;
using Freshmaker.Host.Security.Proxies;
using Freshmaker.Host.Security.Settings;
using Microsoft.AspNetCore.RateLimiting;

namespace Freshmaker.Host.Security.Http;

/// <summary>How many requests are taken from one address, and of one caller. Health is not counted: whoever watches us must not be sent away.</summary>
static class RequestLimits
{
    public static RateLimiterOptions PerAddress(SecuritySettings settings) => Options(
        settings.RequestsPerAddress, "address", http => ClientAddress.Share(ClientAddress.Of(http, settings.Proxy.Addresses)));

    public static RateLimiterOptions PerIdentity(SecuritySettings settings) => Options(settings.RequestsPerIdentity, "user", http => http.Caller().Name);

    static RateLimiterOptions Options(int perMinute, string of, Func<HttpContext, string?> whose)
    {
        var options = new RateLimiterOptions
        {
            GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                perMinute == 0 || http.Request.Path.StartsWithSegments("/health") || whose(http) is not { } key
                    ? RateLimitPartition.GetNoLimiter("")
                    : RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(perMinute))),
            RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        };
        options.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var http = rejected.HttpContext;
            if (http.RequestServices.GetRequiredService<Seldom>().Again($"{of} {whose(http)}"))
            {
                http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestLimits)).LogWarning(
                    "More than {Limit} requests a minute of one {Kind}: some were refused", perMinute, of);
            }

            return new(new HttpRefusal(
                StatusCodes.Status429TooManyRequests, $"More than {perMinute.ToString(CultureInfo.InvariantCulture)} requests a minute of one {of}.",
                retryAfter: Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))).ExecuteAsync(http));
        };
        return options;
    }

    /// <remarks>A burst may use up a minute at once; it comes back evenly, at least once in a second.</remarks>
    static TokenBucketRateLimiterOptions Bucket(int perMinute)
    {
        var perStep = Math.Max(1, perMinute / 60);
        return new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = perStep,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * perStep / perMinute,
            QueueLimit = 0,
        };
    }
}
