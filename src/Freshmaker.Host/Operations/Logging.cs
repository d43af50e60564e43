using Npgsql;
using Serilog;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting.Compact;

namespace Freshmaker.Host.Operations;

static class Logging
{
    /// <summary>JSON for machines in production, text for people in development. Every line about a rebuild carries RebuildId.</summary>
    public static void AddLogging(this WebApplicationBuilder builder) => builder.Services.AddSerilog(log =>
    {
        log.WhatIsLogged(builder.Configuration);
        if (builder.Environment.IsDevelopment())
            log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {RebuildId} {Message:lj}{NewLine}{Exception}");
        else
            log.WriteTo.Console(new RenderedCompactJsonFormatter());
    });

    /// <summary>Which lines, and what is on them; where they go is another matter.</summary>
    public static LoggerConfiguration WhatIsLogged(this LoggerConfiguration log, IConfiguration configuration) => log
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("System.Net.Http.HttpClient", LogEventLevel.Warning)
        .MinimumLevel.Override("Polly", LogEventLevel.Warning)
        .MinimumLevel.Override("Wolverine", LogEventLevel.Warning)
        .MinimumLevel.Override("JasperFx", LogEventLevel.Warning)
        .MinimumLevel.Override("Marten", LogEventLevel.Warning)
        .Filter.ByExcluding(IsLostRace)
        .ReadFrom.Configuration(configuration)
        .Enrich.FromLogContext();

    /// <summary>
    /// Marten calls it an error that another was first to append to a stream. It is what the store is there to notice: whoever lost looks again and decides anew, and
    /// says so himself when he gives up. Else anybody who cancels twice at once writes errors into the log.
    /// </summary>
    static bool IsLostRace(LogEvent line) => line.Exception is PostgresException { SqlState: VersionMismatch or PostgresErrorCodes.UniqueViolation } && Matching.FromSource("Marten")(line);

    /// <summary>What Marten's own function for appending raises.</summary>
    const string VersionMismatch = "MT003";
}
