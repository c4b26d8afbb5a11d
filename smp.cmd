@echo off
rem Builds src\Cli (Release) if its sources changed since the last build, then runs it. See ./smp, its twin.
setlocal
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "DOTNET_NOLOGO=1"
set "root=%~dp0"
set "bin=%root%src\Cli\bin"
set "dll=%bin%\Release\net10.0\smp.dll"
set "stamp=%bin%\smp.stamp"
set "lock=%bin%\smp.lock.d"

where /q dotnet
if errorlevel 1 (
    echo smp: no dotnet on PATH: install the .NET 10 SDK 1>&2
    exit /b 3
)

if not exist "%bin%" mkdir "%bin%"
call :fresh && goto run

set /a tries=0
:lock
mkdir "%lock%" 2>nul && goto locked
set /a tries+=1
rem A lock two minutes old was left behind.
if %tries% geq 120 goto locked
ping -n 2 127.0.0.1 >nul
goto lock

:locked
call :fresh && goto unlock
echo building smp... 1>&2
call :fingerprint
pushd "%root%"
dotnet build src\Cli\smp.csproj -c Release -nologo -v quiet -clp:ErrorsOnly -tl:off -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false <nul >"%bin%\smp.build.log" 2>&1
set "built=%errorlevel%"
popd
if not "%built%"=="0" (
    type "%bin%\smp.build.log" 1>&2
    echo smp: the build failed 1>&2
    del "%now%" 2>nul
    rmdir "%lock%" 2>nul
    exit /b 3
)
move /y "%now%" "%stamp%" >nul

:unlock
rmdir "%lock%" 2>nul

:run
dotnet "%dll%" %*
exit /b %errorlevel%

rem Path, size and time of every source, the commit, which --version names, and which engines may be built in.
:fingerprint
(
    git -C "%root%." rev-parse HEAD 2>nul
    echo engines %SmpEngines%
    where /t /r "%root%coyote-configs" *.json 2>nul
    where /t /r "%root%src" *.cs *.csproj *.props *.targets *.json *.resx *.js *.css *.html 2>nul | findstr /v /i "\\bin\\ \\obj\\"
    where /t "%root%.:Directory.*" "%root%.:global.json" 2>nul
) >"%now%"
exit /b 0

:fresh
if not exist "%dll%" exit /b 1
if not exist "%stamp%" exit /b 1
call :fingerprint
fc /b "%now%" "%stamp%" >nul 2>&1
if errorlevel 1 exit /b 1
del "%now%" 2>nul
exit /b 0
